import { send } from './event.js'
import { landing } from './pageview.js'
import { attributes } from './script.js'
import { forget, unanswered, waiting } from './transport.js'
import { uuid } from './uuid.js'

const MONTHS_13 = 34e9
const CLOCK_LENGTH = 13

/** In the place of a visitor's id: wants not to be counted. */
export const OUT = 'out'

// A browser that asks not to be followed is counted as a mode we do not know: as the strictest.
const mode = navigator.globalPrivacyControl || attributes.mode

/** The visitor's own id, which ends in the time it was given at; OUT; or nothing. */
export let visitor = ''
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
 * Hold to a choice, and write down what must outlive the page: the id, and below it the events that nobody has confirmed.
 * @param {string} value an id, OUT, or nothing
 */
const become = (value) => {
  const agreed = value && !visitor && landing
  visitor = value
  value == OUT && forget()
  value ? (device.leadpump = [value, ...unanswered].flat().join('\n')) : delete device.leadpump
  // The landing page's view, told again with its campaign and referrer.
  agreed && send('consent', landing)
}

/** Whether campaign, path of the referrer, and all that could tie a lead to a visit must stay in the browser. */
export const discreet = () => mode && mode != 'cookieless' && !visitor

/**
 * Hold to what the device keeps now. Before each event and each writing: the visitor may have changed their mind in
 * another tab, or on a page from which they came back. The events are for the first view only: later ones are this page's.
 */
export const recall = () => {
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
