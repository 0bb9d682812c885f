import { send } from './event.js'
import { landing } from './pageview.js'
import { attributes } from './script.js'
import { forget, unanswered, waiting } from './transport.js'
import { uuid } from './uuid.js'

const MONTHS_13 = 34e9
const UUID_LENGTH = 36

/** In the place of a visitor's id: wants not to be counted. */
export const OUT = 'out'

// A browser that asks not to be followed is counted as a mode we do not know: as the strictest.
const mode = navigator.globalPrivacyControl || attributes.mode

/** The visitor's own id, which ends in the time it was given at; OUT; or nothing. */
export let visitor = ''
/** Whether the visitor refused: "denied", or nothing. */
export let refusal = ''

/** Write down what must outlive the page: the id, and below it the events that nobody has confirmed. */
export const keep = () => {
  try {
    visitor ? (localStorage.leadpump = [visitor, ...unanswered].join('\n')) : delete localStorage.leadpump
  } catch {
    // Blocked or full: the choice holds for this page, and what it cannot deliver is lost.
  }
}

/** @param {string} value an id, OUT, or nothing */
const become = (value) => {
  const agreed = value && !visitor && landing
  visitor = value
  value == OUT && forget()
  keep()
  // The landing page's view, told again with its campaign and referrer.
  agreed && send('consent', landing)
}

/** Whether campaign, path of the referrer, and all that could tie a lead to a visit must stay in the browser. */
export const discreet = () => mode && mode != 'cookieless' && !visitor

/**
 * Read what the device keeps now. Asked before each event: the visitor may have changed their mind in another tab, or
 * on a page from which they came back. The events are for the first view only: later ones are this page's own.
 */
export const recall = () => {
  try {
    const [kept, ...events] = `${localStorage.leadpump}`.split('\n')
    const inForce = kept == OUT || (mode == 'consent' && /** @type {any} */ (kept.slice(UUID_LENGTH)) > Date.now() - MONTHS_13)
    const found = inForce ? kept : ''
    if (found != visitor) {
      become(found)
      landing || waiting.push(...events)
    }
  } catch {
    // Blocked: what was said on this page holds.
  }
}

/** @param {string} choice granted, or anything else */
export const decide = (choice) => {
  if (mode == 'consent' && visitor != OUT)
    if (choice == 'granted') {
      recall()
      visitor || become(uuid() + Date.now())
    } else {
      become('')
      refusal = 'denied'
    }
}

export const optOut = () => become(OUT)

export const optIn = () => become('')
