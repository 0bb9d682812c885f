import { send } from './event.js'
import { landing } from './pageview.js'
import { attributes } from './script.js'
import { forget, waiting } from './transport.js'
import { uuid } from './uuid.js'

const MONTHS_13 = 34e9
const CLOCK_LENGTH = 13

/** In the place of a visitor's id: wants not to be counted. */
export const OUT = 'out'

// A browser that asks not to be followed is counted as a mode we do not know: as the strictest.
const mode = navigator.globalPrivacyControl || attributes.mode

/**
 * The visitor's own id, which ends in the time it was given at; OUT; or nothing. Undefined until the device is first asked.
 * @type {string}
 */
export let visitor
/** Whether the visitor refused: "denied", or nothing. Asked for only while there is no id. */
export let refusal = ''

/** @type {any} where the choice is kept */
let device = {}
try {
  // Null where it is switched off, as in some apps that show pages.
  device = localStorage || device
} catch {
  // Blocked: the choice holds for this page, and what it cannot deliver is lost.
}

/**
 * Keep an event until it is confirmed, for a later page if this one is gone by then. Each has a name of its own, made of the
 * event itself: tabs that write at the same time, or are closed together, take nothing from each other.
 * @param {string} event as written
 */
export const keep = (event) => visitor && (device['leadpump' + event] = '')

/** @param {string} event */
export const drop = (event) => delete device['leadpump' + event]

/**
 * Hold to a choice. If it is another, what was kept under the one before goes. The first view takes over what earlier pages kept
 * and sends it once more, with what tabs that are still open may send themselves: the collector counts only what did not arrive.
 * @param {string} value an id, OUT, or nothing
 */
const become = (value) => {
  const agreed = value && !visitor && landing
  if (value != visitor) {
    for (const name in device)
      if (/^leadpump{/.test(name)) {
        landing || waiting.push(name.slice(8))
        delete device[name]
      }
    value ? (device.leadpump = value) : delete device.leadpump
  }
  visitor = value
  value == OUT && forget()
  // The landing page's view, told again with its campaign and referrer.
  agreed && send('consent', landing)
}

/** Whether campaign, path of the referrer, and all that could tie a lead to a visit must stay in the browser. */
export const discreet = () => mode && mode != 'cookieless' && !visitor

/**
 * Hold to what the device keeps now. Before each event and each request: the visitor may have changed their mind in another
 * tab, or on a page from which they came back.
 */
export const recall = () => {
  // Below the id, tags of before kept their events.
  const [kept, ...events] = `${device.leadpump}`.split('\n')
  landing || waiting.push(...events)
  become(
    kept == OUT || (mode == 'consent' && /** @type {any} */ (kept.slice(-CLOCK_LENGTH)) > Date.now() - MONTHS_13)
      ? kept
      : ''
  )
}

/**
 * @param {any} _
 * @param {string} choice granted, or anything else
 */
export const decide = (_, choice) => {
  recall()
  if (visitor != OUT && mode == 'consent') {
    refusal = 'denied'
    become(choice == 'granted' ? visitor || uuid() + Date.now() : '')
  }
}

export const optOut = () => become(OUT)

export const optIn = () => become('')
