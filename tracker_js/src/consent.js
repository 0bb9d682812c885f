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
/** What the visitor decided: granted, denied or nothing yet. */
export let consent = ''

/** @param {string} value */
const keep = (value) => {
  visitor = value
  consent = value && 'granted'
  try {
    value ? (localStorage.leadpump = value) : delete localStorage.leadpump
  } catch {
    // Blocked or full: the choice holds for this page.
  }
}

/** Whether campaign, path of the referrer, and all that could tie a lead to a visit must stay in the browser. */
export const discreet = () => mode != 'cookieless' && !visitor

/**
 * Read what the device keeps now: the id, and below it the events that an earlier page could not see delivered. Asked
 * before each event: the visitor may have changed their mind in another tab, or on a page from which they came back.
 */
export const recall = () => {
  try {
    const [kept, ...events] = `${localStorage.leadpump}`.split('\n')
    const inForce = kept == OUT || (mode == 'consent' && +kept.slice(UUID_LENGTH) > Date.now() - MONTHS_13)
    const found = inForce ? kept : ''
    if (found == visitor && !events[0]) return
    const agreed = !visitor && landing.url
    keep(found)
    if (!found) return
    events.map((json) => enqueue(json, true))
    // The landing page's view, told again with its campaign and referrer.
    agreed && send('consent', landing)
  } catch {
    // Blocked: what was said on this page holds.
  }
}

/** @param {string} choice granted, or anything else */
export const decide = (choice) => {
  if (mode != 'consent' || visitor == OUT) return
  if (choice != 'granted') {
    keep('')
    consent = 'denied'
    return
  }
  recall()
  if (visitor) return
  keep(uuid() + Date.now())
  send('consent', landing)
}

export const optOut = () => {
  forget()
  keep(OUT)
}

export const optIn = () => keep('')
