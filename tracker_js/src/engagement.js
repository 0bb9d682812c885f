import { send } from './event.js'
import { listen } from './guard.js'
import { depth, measure } from './scroll.js'

// A machine that slept, or a window left open, shows no sign of life: such a stretch counts for five minutes at most.
const LONGEST_STRETCH = 3e5
const WORTH_SAYING = 1e3

let since = 0
let engaged = 0
let said = -1

// hasFocus is true as well while an iframe of the page has the focus.
const attentive = () => document.visibilityState == 'visible' && document.hasFocus()

/** Count the stretch that ends now, and start the next if the visitor is there. */
const tick = () => {
  const now = Date.now()
  if (since) engaged += Math.max(0, Math.min(now - since, LONGEST_STRETCH))
  since = attentive() ? now : 0
}

/**
 * Say how deep and how long the page was read, if there is anything new.
 * @param {boolean} [elsewhere] the document already shows another page: depth was measured before
 */
export const report = (elsewhere) => {
  tick()
  elsewhere || measure()
  if (engaged < WORTH_SAYING && depth() <= said) return
  said = Math.max(said, depth())
  send('engagement', { scroll: said, engaged: engaged || undefined })
  engaged = 0
}

export const restartEngagement = () => {
  since = engaged = 0
  said = -1
  tick()
}

export const startEngagement = () =>
  ['visibilitychange', 'focus', 'blur', 'scroll', 'pointerdown', 'keydown'].forEach((type) => listen(type, tick))
