import { site } from './script.js'
import { enqueue } from './transport.js'
import { uuid } from './uuid.js'
import { view } from './view.js'

/**
 * Fields of an event as the collector takes them; empty ones are left out.
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
 * @property {number} [value]
 * @property {string} [currency]
 * @property {boolean} [interactive]
 */

// A lone surrogate, from a title cut in two, would have the whole request refused; a longer address the event.
const clean = (/** @type {string} */ _, /** @type {unknown} */ value) =>
  typeof value == 'string' ? value.slice(0, 4e3).replace(/[\ud800-\udfff]/gu, '') || undefined : value

/**
 * Record an event of the present page view.
 * @param {string} name
 * @param {Fields} [fields]
 * @param {boolean} [later] may wait for the next request
 */
export const send = (name, fields, later) =>
  enqueue(
    // Written now: the page may change its objects afterwards, and what cannot be written must not hold up the rest.
    JSON.stringify(
      {
        id: uuid(),
        ...fields,
        site,
        name,
        page: view && view.id,
        url: view && view.url,
        referrer: view && view.referrer,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        automation: navigator.webdriver || undefined
      },
      clean
    ),
    later
  )
