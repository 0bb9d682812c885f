/** The present page view: what every event says of the page it belongs to. Empty before the page is first seen. */
export let view = /** @type {{page: string, url: string, referrer: string}} */ ({})

/** The first view of this document, which holds the campaign and where the visitor came from. */
export let landing = view

/**
 * What was already told of this view: names of events with what they tell of, and the ids of submitted forms.
 * @type {Map<any, any>}
 */
export const told = new Map()

/** @param {typeof view} next */
export const setView = (next) => {
  view = next
  if (FULL && !landing.url) landing = view
  told.clear()
}
