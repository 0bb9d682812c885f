import { consent, discreet, OUT, recall, visitor } from './consent.js'
import { attributes } from './script.js'
import { enqueue } from './transport.js'
import { uuid } from './uuid.js'
import { told, view } from './view.js'

/**
 * Fields of an event as the collector takes them; undefined ones are left out.
 * @typedef {object} Fields
 * @property {string} [id]
 * @property {string} [title]
 * @property {number} [scroll] per cent
 * @property {number} [engaged] milliseconds since the last report
 * @property {string} [form]
 * @property {string} [magnet]
 * @property {string} [section]
 * @property {string} [target]
 * @property {Record<string, string | number | boolean | null>} [props]
 * @property {Record<string, string>} [fields]
 * @property {Record<string, string>} [answers]
 * @property {number} [value]
 * @property {string} [currency]
 * @property {boolean} [interactive]
 */

/**
 * Record an event of the present page view.
 * @param {string} name
 * @param {Fields} [fields]
 * @param {boolean} [later] may wait for the next request
 */
export const send = (name, fields, later) => {
  if (FULL) {
    recall()
    if (visitor == OUT) return
  }
  const event = /** @type {any} */ ({
    id: uuid(),
    ...view,
    ...fields,
    site: attributes.site,
    name,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    automation: navigator.webdriver,
    ...(FULL && { consent, visitor })
  })
  if (FULL && discreet()) {
    event.url = event.url.replace(/[?#].*/, '')
    event.referrer = event.referrer.replace(/(\w)\/.*/, '$1')
  }
  // Last, where the transport turns the time into an age.
  event.age = Date.now()
  // Written now: the page may change its objects afterwards, and what cannot be written must not hold up the rest.
  // Half a character, as a title cut in two may hold, is written \udXXX and would have the whole request refused. A
  // backslash of the text is written \\ and passed over.
  enqueue(JSON.stringify(event).replace(/(\\\\)|\\ud.../g, '$1'), later)
}

/**
 * Record an event that may wait, unless this view has told the same already.
 * @param {string} name
 * @param {Fields} fields
 */
export const sendOnce = (name, fields) => {
  const key = name + JSON.stringify(fields)
  told.has(key) || send(name, fields, true)
  told.set(key, 1)
}
