import { send } from './event.js'
import { tellTouched } from './form.js'

// A machine that slept, or a window left open, shows no sign of life: such a stretch counts for five minutes at most.
const LONGEST_STRETCH = 3e5
const WORTH_SAYING = 1e3

/** @type {any} */
let since
/** @type {any} */
let engaged
/** @type {number} */
let said
/** @type {number} */
let reached
/** @type {number} */
let height

/**
 * Names of the sections on screen.
 * @type {Set<string>}
 */
export let shown
/**
 * Milliseconds that sections were on screen since the last report.
 * @type {Record<string, any>}
 */
let spent

/**
 * Count the stretch that ends now, start the next if the visitor is there, and note how far down the viewport's bottom
 * reaches. Pixels, not per cent: a page that grows while it loads would have been read whole while it was short. The
 * greatest height: one that collapses was not read further for it.
 *
 * It reads layout: called in a task of its own, once the frame is drawn, never in a handler.
 */
export const look = () => {
  const now = Date.now()
  const box = (FULL && document.querySelector('[data-leadpump-scroll]')) || document.scrollingElement
  // A clock that was set back takes nothing away.
  const stretch = since && now > since && Math.min(now - since, LONGEST_STRETCH)
  engaged += stretch
  if (FULL) shown.forEach((section) => (spent[section] = stretch + ~~spent[section]))
  // hasFocus is true as well while an iframe of the page has the focus.
  since = document.hasFocus() && !document.hidden && now
  if (box) {
    reached = Math.max(reached, box.scrollTop + box.clientHeight)
    height = Math.max(height, box.scrollHeight)
  }
}

/** Say what the view came to: the form it left behind, how deep and how long it was read, if there is anything new. */
export const report = () => {
  if (FULL) tellTouched()
  look()
  const depth = reached / height
  if (engaged >= WORTH_SAYING || depth > said) {
    send('engaged', { depth, engaged, ...(FULL && { sections: spent }) })
    said = depth
    engaged = 0
    if (FULL) spent = {}
  }
}

export const restartEngagement = () => {
  if (FULL) {
    spent = {}
    shown = new Set()
  }
  reached = height = engaged = said = 0
  since = document.hasFocus() && Date.now()
}
