import { send } from './event.js'
import { bringsLead, describe } from './form.js'
import { guard } from './guard.js'
import { MAGNET } from './magnet.js'
import { label, nearest } from './nearest.js'

const SECTION = 'data-leadpump-section'
const RESCAN_AFTER = 200

/** @type {Set<string>} */
let told
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

/**
 * @param {string} name
 * @param {string} what
 * @param {import('./event.js').Fields} fields
 */
const tellOnce = (name, what, fields) => {
  if (!what || told.has(name + what)) return
  told.add(name + what)
  send(name, fields, true)
}

/** @param {Element} element */
const tell = (element) => {
  const section = label(element, SECTION)
  const magnet = label(element, MAGNET)
  tellOnce('section', section, { section })
  tellOnce('magnet_view', magnet, { magnet })
  if (nearest(element, 'form') == element && bringsLead(element)) {
    const fields = describe(element)
    tellOnce('form_view', fields.form, fields)
  }
}

/**
 * Seen: half of it is on screen, or it crosses the middle of the screen, as one does that is too tall for the former.
 * @type {IntersectionObserver[]}
 */
let observers = []

const scan = guard(() => {
  timer = undefined
  document
    .querySelectorAll(`form,[${MAGNET}],[${SECTION}]`)
    .forEach((element) => observers.forEach((observer) => observer.observe(element)))
})

/** @param {number} threshold @param {string} rootMargin */
const observer = (threshold, rootMargin) =>
  new IntersectionObserver(
    guard((/** @type {IntersectionObserverEntry[]} */ entries) =>
      entries.forEach((entry) => {
        if (entry.isIntersecting && entry.intersectionRatio >= threshold) tell(entry.target)
      })
    ),
    { threshold, rootMargin }
  )

export const restartSeen = () => {
  told = new Set()
  // An observer speaks again of what is already on screen only when it starts anew.
  observers.forEach((observer) => observer.disconnect())
  observers.length && scan()
}

export const startSeen = () => {
  if (!window.IntersectionObserver) return
  observers = [observer(0.5, '0px'), observer(0, '-50% 0px')]
  scan()
  new MutationObserver(() => {
    timer = timer || setTimeout(scan, RESCAN_AFTER)
  }).observe(document, { childList: true, subtree: true })
}
