import { report, restartEngagement } from './engagement.js'
import { send } from './event.js'
import { tellTouched } from './form.js'
import { guard } from './guard.js'
import { attributes } from './script.js'
import { restartSeen } from './seen.js'
import { flush, save } from './transport.js'
import { uuid } from './uuid.js'

/**
 * The present page view: what every event says of the page it belongs to. Nothing before the page is first seen.
 * @type {{page: string, url: string, referrer: string}}
 */
export let view
/** The first view of this document, which holds the campaign and where the visitor came from. */
export let landing = view

/**
 * What was already told of this view: names of events with what they tell of; and an id of each of its forms.
 * @type {Map<any, any>}
 */
export const told = new Map()

/** Parts of location that make a page, and methods of history that may begin a view. */
const words = `pathname pushState ${attributes.routes}`.split(' ')

/** @type {string} */
let route

const routeNow = FULL
  ? () => words.map((word) => /** @type {any} */ (location)[word]).join()
  : () => location.pathname

/**
 * Begin a page view.
 * @param {string} referrer
 */
export const open = (referrer) => {
  route = routeNow()
  view = { page: uuid(), url: location.href.slice(0, 2e3), referrer }
  if (FULL) landing ||= view
  told.clear()
  restartEngagement()
  if (FULL) restartSeen()
  // Not document.title itself: a form of that name hides it.
  send('pageview', { id: view.page, title: `${document.title}` })
}

const close = FULL
  ? () => {
      tellTouched()
      report()
    }
  : report

/** End the present page view and begin the next, whose referrer is the page left. */
export const turn = () => {
  close()
  open(view.url)
}

/** Called wherever the address may have changed. */
export const move = guard(() => {
  if (view && route != routeNow()) {
    // At once, while the document still shows the page that is left …
    close()
    // … but a router may change the address several times: the page is where the task ends.
    setTimeout(guard(() => route != routeNow() && open(view.url)))
  }
})

export const leave = () => {
  close()
  flush()
  if (FULL) save()
}

/** @param {any} change a method of history */
const followed =
  (change) =>
  (/** @type {any[]} */ ...args) => {
    change.apply(history, args)
    move()
  }

export const watchHistory = FULL
  ? () => {
      const methods = /** @type {any} */ (history)
      const { navigation } = /** @type {any} */ (window)
      words.map((word) => methods[word] && (methods[word] = followed(methods[word])))
      // What navigation.navigate() does is no call of history.
      navigation?.addEventListener(
        'currententrychange',
        (/** @type {any} */ event) => words.includes(event.navigationType + 'State') && move()
      )
    }
  : () => {
      history.pushState = followed(history.pushState)
    }
