import { send } from './event.js'
import { attributes } from './script.js'
import { enqueue, forget } from './transport.js'
import { uuid } from './uuid.js'
import { landing } from './view.js'

const MONTHS_13 = 34e9
const UUID_LENGTH = 36

/** In the place of a visitor's id: wants not to be counted. */
export const OUT = 'out'

// A browser that asks not to be followed is counted as the strictest mode counts.
const mode = navigator.globalPrivacyControl ? 'exempt' : attributes.mode || 'cookieless'

/** The visitor's own id, which ends in the time it was given at; OUT; or nothing. */
export let visitor = ''
/** @type {string | undefined} what the visitor decided */
export let consent

/** @param {string} value */
const keep = (value) => {
  visitor = value
  value ? (localStorage.leadpump = value) : delete localStorage.leadpump
}

/** Whether campaign, path of the referrer, and all that could tie a lead to a visit must stay in the browser. */
export const discreet = () => mode != 'cookieless' && !visitor

/** Read what an earlier page kept: the id, and below it the events that page could not see delivered. */
export const recall = () => {
  const [kept, ...events] = `${localStorage.leadpump}`.split('\n')
  if (kept == OUT || (mode == 'consent' && +kept.slice(UUID_LENGTH) > Date.now() - MONTHS_13)) {
    keep(kept)
    consent = 'granted'
    events.map((json) => enqueue(json, true))
  }
}

/** @param {string} choice granted, or anything else */
export const decide = (choice) => {
  if (mode != 'consent' || visitor == OUT) return
  consent = choice
  if (choice != 'granted') keep('')
  else if (!visitor) {
    keep(uuid() + Date.now())
    // The same page view, told again with its campaign and referrer.
    send('consent', landing)
  }
}

export const optOut = () => {
  forget()
  keep(OUT)
}

export const optIn = () => keep('')
