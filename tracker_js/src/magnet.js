import { label, nearest } from './nearest.js'

/**
 * Name of the lead magnet that the element is, or is in.
 * @param {Element} node
 */
export const magnetOf = (node) => label(nearest(node, '[data-leadpump-magnet]'), 'data-leadpump-magnet')
