/**
 * The page view that events belong to.
 * @typedef {{id: string, url: string, referrer: string}} View
 */

/** @type {View | undefined} */
export let view

/** @param {View} next */
export const setView = (next) => {
  view = next
}
