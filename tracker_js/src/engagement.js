import { send } from './event.js'
import { listen } from './guard.js'
import { depth, measure } from './scroll.js'

// A machine that slept, or a window left open, shows no sign of life: such a stretch counts for five minutes at most.
const LONGEST_STRETCH = 3e5
const WORTH_SAYING = 1e3

let since = 0
let engaged = 0
let said = -1

/** Count the stretch that ends now, and start the next if the visitor is there. */
const tick = () => {
  const now = Date.now()
  if (since) engaged += Math.max(0, Math.min(now - since, LONGEST_STRETCH))
  // hasFocus is true as well while an iframe of the page has the focus.
  since = !document.hidden && document.hasFocus() ? now : 0
}

/** Say how deep and how long the page was read, if there is anything new. */
export const report = () => {
  tick()
  measure()
  const scroll = Math.max(said, depth())
  if (engaged < WORTH_SAYING && scroll == said) return
  send('engagement', { scroll, engaged: engaged || undefined }, true)
  said = scroll
  engaged = 0
}

export const restartEngagement = () => {
  tick()
  engaged = 0
  said = -1
}

export const startEngagement = () => listen('focus blur scroll pointerdown keydown', tick)
