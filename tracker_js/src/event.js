import { discreet, OUT, recall, refusal, visitor } from './consent.js'
import { marked, nearest } from './nearest.js'
import { told, view } from './pageview.js'
import { attributes } from './script.js'
import { soon, waiting } from './transport.js'
import { uuid } from './uuid.js'

/**
 * Fields of an event as the collector takes them (docs/events.md, with the tag's shorthand); undefined ones are left out.
 * @typedef {object} Fields
 * @property {string} [title]
 * @property {number} [depth] share of the page's height
 * @property {number} [engaged] milliseconds since the last report
 * @property {Record<string, number>} [sections] milliseconds on screen since the last report, by name
 * @property {string | false | null} [form]
 * @property {string | false | null} [magnet]
 * @property {string} [target]
 * @property {boolean} [download]
 * @property {string} [search]
 * @property {string | false | null} [field]
 * @property {Record<string, string>} [said]
 * @property {Record<string, string | number | boolean | null | undefined>} [props]
 * @property {number} [value]
 * @property {string} [currency]
 * @property {boolean} [interactive]
 */

/**
 * Record an event of the present page view, unless this view has told the same already.
 *
 * The key says what is the same: an id of its own, or a word with which it begins, as "view" and the id of a form. Ids
 * begin with an "a" (uuid.js), and no such word does: these events may wait for the next request, or until the page is
 * left.
 * @param {string} name
 * @param {Fields | 0} [fields]
 * @param {Element} [node] in whose magnet it happened
 * @param {string} [key]
 */
export const send = (name, fields, node, key = uuid()) => {
  if (FULL) recall()
  // In the smaller build only a submission could be told twice, and the collector counts each id once.
  if (!FULL || (visitor != OUT && !told.has(key))) {
    if (FULL) told.set(key)
    // Written now: the page may change its objects afterwards, and what cannot be written must not hold up the rest.
    waiting.push(
      JSON.stringify({
        key,
        ...view,
        ...(FULL && { magnet: marked(nearest(node, '[data-leadpump-magnet]'), 'magnet') }),
        .../** @type {Fields} */ (fields),
        site: attributes.site,
        name,
        at: Date.now(),
        ...(FULL && { by: visitor || refusal }),
        ...(FULL &&
          discreet() && { url: view.url.replace(/[?#].*/, ''), referrer: view.referrer.replace(/\b\/.*/, '') })
      })
    )
    ;(FULL && key > 'b') || soon()
  }
}
