import { listen } from './guard.js'

let reached = 0
let height = 0
let frame = 0

/**
 * Note how far down the viewport's bottom reaches. Pixels, not per cent: a page that grows while it loads would have
 * been read whole while it was short. The greatest height: one that collapses was not read further for it.
 */
export const measure = () => {
  frame = 0
  reached = Math.max(reached, scrollY + innerHeight)
  height = Math.max(height, document.documentElement.scrollHeight)
}

/** Greatest depth so far on this page view, in per cent. */
export const depth = () => Math.min(100, Math.round((reached / height) * 100)) || 0

export const restartScroll = () => {
  reached = height = 0
}

export const startScroll = () =>
  // Layout is read in the frame that draws the scroll, never in the handler.
  listen('scroll', () => {
    frame = frame || requestAnimationFrame(measure)
  })
