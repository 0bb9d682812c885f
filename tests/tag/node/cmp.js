// A consent manager of the IAB's own library: keeps the visitor's choice as a TC string, as one on a real page does.
import { CmpApi } from '@iabtechlabtcf/cmpapi'
import { GVL, TCModel, TCString } from '@iabtechlabtcf/core'

const purposes = Object.fromEntries(
  Array.from({ length: 11 }, (_, index) => [index + 1, { id: index + 1, name: '', description: '', illustrations: [] }])
)
const list = {
  gvlSpecificationVersion: 3,
  vendorListVersion: 100,
  tcfPolicyVersion: 5,
  lastUpdated: '2026-01-01T00:00:00Z',
  purposes,
  specialPurposes: {},
  features: {},
  specialFeatures: {},
  stacks: {},
  vendors: {},
  dataCategories: {}
}

const cmp = new CmpApi(10, 1, true)

/** @param {number[]} agreed */
const encode = (agreed) => {
  const model = new TCModel(new GVL(list))
  model.cmpId = 10
  model.cmpVersion = 1
  model.purposeConsents.set(agreed)
  return TCString.encode(model)
}

window.manager = {
  start() {
    const kept = localStorage.getItem('tc')
    cmp.update(kept || '', !kept)
  },
  /** @param {number[]} agreed */
  choose(agreed) {
    localStorage.setItem('tc', encode(agreed))
    cmp.update(localStorage.getItem('tc'), false)
  },
  reopen: () => cmp.update(localStorage.getItem('tc') || '', true),
  elsewhere: () => cmp.update(null)
}
manager.start()
