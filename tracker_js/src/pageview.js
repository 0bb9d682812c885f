import { recall } from './consent.js'
import { report, restartEngagement } from './engagement.js'
import { send } from './event.js'
import { leadpump } from './main.js'
import { attributes } from './script.js'
import { restartSeen } from './seen.js'
import { flush } from './transport.js'
import { uuid } from './uuid.js'

/**
 * The present page view: what every event says of the page it belongs to. Nothing before the page is first seen.
 * @type {{page: string, url: string, referrer: string}}
 */
export let view
/**
 * The first view of this document, which holds the campaign and where the visitor came from, once it is told.
 * @type {typeof view}
 */
export let landing

/**
 * What was already told of this view, by its key; and an id of each of its forms.
 * @type {Map<any, any>}
 */
export let told

/** Parts of location that make a page, and methods of history that may begin a view. */
export const words = FULL ? `pathname pushState ${attributes.routes}`.split(' ') : ['pushState']

/** @type {string} */
let route

/** Compared as text. */
export const routeNow = FULL
  ? () => words.map((word) => /** @type {any} */ (location)[word])
  : () => location.pathname

/** Begin a page view. Its referrer is the page left, or where the visitor came from. */
export const open = () => {
  route = `${routeNow()}`
  view = { url: location.href.slice(0, 2e3), referrer: view ? view.url : document.referrer, page: uuid() }
  told = new Map()
  restartEngagement()
  if (FULL) restartSeen()
  // Not document.title itself: a form of that name hides it.
  send('pageview', { title: `${document.title}` })
  if (FULL) landing ||= view
}

/** End the present page view and begin the next. */
export const turn = () => {
  report()
  open()
}

/** Called wherever the address may have changed. */
export const move = () => {
  if (route != /** @type {any} */ (routeNow())) {
    // A router may change the address several times: the page is where the task ends …
    setTimeout(leadpump, 0, 'arrive')
    // … but the one that is left ends at once, while the document still shows it.
    report()
  }
}

export const arrive = () => route != /** @type {any} */ (routeNow()) && open()

export const leave = () => {
  report()
  flush()
}

export const watchHistory = () => {
  words.map((word) => {
    const change = /** @type {any} */ (history)[word]
    if (!FULL || change)
      /** @type {any} */ (history)[word] = (/** @type {any[]} */ ...args) => {
        change.apply(history, args)
        // As after going back: look where we are.
        leadpump({ type: 'popstate' })
      }
  })
}
