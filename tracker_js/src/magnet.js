import { label, nearest } from './nearest.js'

export const MAGNET = 'data-leadpump-magnet'

/**
 * Name of the lead magnet that the element is, or is in.
 * @param {Element} node
 */
export const magnetOf = (node) => label(nearest(node, `[${MAGNET}]`), MAGNET)
