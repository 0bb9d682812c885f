import { discreet, OUT, recall, refusal, visitor } from './consent.js'
import { marked, nearest } from './nearest.js'
import { told, view } from './pageview.js'
import { attributes } from './script.js'
import { soon, waiting } from './transport.js'
import { uuid } from './uuid.js'

/**
 * Fields of an event as the collector takes them (docs/events.md, with the tag's shorthand); undefined ones are left out.
 * @typedef {object} Fields
 * @property {string} [id]
 * @property {string} [title]
 * @property {number} [depth] share of the page's height
 * @property {number} [engaged] milliseconds since the last report
 * @property {Record<string, number>} [sections] milliseconds on screen since the last report, by name
 * @property {string} [form]
 * @property {string} [magnet]
 * @property {string} [target]
 * @property {boolean} [download]
 * @property {boolean} [search]
 * @property {string} [types]
 * @property {Record<string, string | number | boolean | null | undefined>} [props]
 * @property {Record<string, string>} [field]
 * @property {Record<string, string>} [answer]
 * @property {number} [value]
 * @property {string} [currency]
 * @property {boolean} [interactive]
 */

/**
 * Record an event of the present page view.
 * @param {string} name
 * @param {Fields} [fields]
 * @param {any} [later] may wait for the next request, or until the page is left
 * @param {Element} [node] in whose magnet it happened
 */
export const send = (name, fields, later, node) => {
  if (FULL) {
    recall()
    if (visitor == OUT) return
  }
  // Written now: the page may change its objects afterwards, and what cannot be written must not hold up the rest.
  waiting.push(
    JSON.stringify({
      id: uuid(),
      ...view,
      ...(FULL && { magnet: marked(nearest(node, '[data-leadpump-magnet]'), 'magnet') }),
      ...fields,
      site: attributes.site,
      name,
      at: Date.now(),
      ...(FULL && { choice: visitor || refusal }),
      ...(FULL &&
        discreet() && { url: view.url.replace(/[?#].*/, ''), referrer: view.referrer.replace(/(\w)\/.*/, '$1') })
    })
  )
  later || soon()
}

/**
 * Record an event, unless this view has told the same already.
 * @param {string} key
 * @param {Parameters<typeof send>} event
 */
export const sendOnce = (key, ...event) => {
  told.has(key) || send(...event)
  told.set(key)
}
