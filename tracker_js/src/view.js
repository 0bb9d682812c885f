/** The present page view: what every event says of the page it belongs to. Empty before the page is first seen. */
export const view = /** @type {{page: string, url: string, referrer: string}} */ ({})

/**
 * What was already told of this view: names of events with what they tell of, and the ids of submitted forms.
 * @type {Map<any, any>}
 */
export const told = new Map()
