import { send } from './event.js'
import { guard } from './guard.js'
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
/** What the visitor decided: granted, denied or nothing yet. */
export let consent = ''

/** @param {string} value */
const keep = (value) => {
  visitor = value
  consent = value && 'granted'
  // Last: storage may throw, and the visit goes on.
  value ? (localStorage.leadpump = value) : delete localStorage.leadpump
}

/** Whether campaign, path of the referrer, and all that could tie a lead to a visit must stay in the browser. */
export const discreet = () => mode != 'cookieless' && !visitor

/** Read what an earlier page or another tab kept: the id, and below it the events that could not be seen delivered. */
export const recall = /* @__PURE__ */ guard(() => {
  const [kept, ...events] = `${localStorage.leadpump}`.split('\n')
  if (kept == OUT || (mode == 'consent' && +kept.slice(UUID_LENGTH) > Date.now() - MONTHS_13)) {
    events.map((json) => enqueue(json, true))
    keep(kept)
  }
})

/** @param {string} choice granted, or anything else */
export const decide = (choice) => {
  if (mode != 'consent' || visitor == OUT) return
  if (choice == 'granted') {
    if (visitor) return
    recall()
    visitor ||= uuid() + Date.now()
    consent = choice
    // The same page view, told again with its campaign and referrer.
    send('consent', landing)
    keep(visitor)
  } else {
    keep('')
    consent = 'denied'
  }
}

export const optOut = () => {
  forget()
  keep(OUT)
}

export const optIn = () => keep('')
