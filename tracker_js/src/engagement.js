import { send } from './event.js'
import { listen } from './guard.js'

// A machine that slept, or a window left open, shows no sign of life: such a stretch counts for five minutes at most.
const LONGEST_STRETCH = 3e5
const WORTH_SAYING = 1e3

let since = 0
let engaged = 0
let said = -1
let reached = 0
let height = 0

/** Names of the sections on screen. */
export const shown = new Set()
/** Milliseconds that sections were on screen since the last report. */
const spent = new Map()

/** Count the stretch that ends now, and start the next if the visitor is there. */
export const tick = () => {
  const now = Date.now()
  const stretch = since && Math.max(0, Math.min(now - since, LONGEST_STRETCH))
  engaged += stretch
  if (FULL) shown.forEach((section) => spent.set(section, (spent.get(section) || 0) + stretch))
  // hasFocus is true as well while an iframe of the page has the focus.
  since = !document.hidden && document.hasFocus() ? now : 0
}

/**
 * Note how far down the viewport's bottom reaches. Pixels, not per cent: a page that grows while it loads would have
 * been read whole while it was short. The greatest height: one that collapses was not read further for it.
 */
const measure = () => {
  const box = (FULL && document.querySelector('[data-leadpump-scroll]')) || document.scrollingElement
  if (!box) return
  reached = Math.max(reached, box.scrollTop + box.clientHeight)
  height = Math.max(height, reached, box.scrollHeight)
}

/** Say how deep and how long the page was read, if there is anything new. */
export const report = () => {
  tick()
  measure()
  const scroll = Math.round((reached / height) * 100)
  if (engaged < WORTH_SAYING && scroll <= said) return
  if (FULL) {
    spent.forEach((ms, section) => send('section', { section, props: { seconds: ms / 1e3 } }, true))
    spent.clear()
  }
  send('engagement', { scroll, engaged }, true)
  said = scroll
  engaged = 0
}

export const restartEngagement = () => {
  if (FULL) {
    shown.clear()
    spent.clear()
  }
  tick()
  reached = height = engaged = 0
  said = -1
}

export const startEngagement = () =>
  listen('focus blur scroll pointerdown keydown', () => {
    tick()
    // Layout is read in a task of its own, once the frame is drawn: never in the handler.
    setTimeout(measure)
  })
