import { report, restartEngagement } from './engagement.js'
import { send } from './event.js'
import { tellTouched } from './form.js'
import { guard, listen } from './guard.js'
import { attributes } from './script.js'
import { restartSeen } from './seen.js'
import { flush, save } from './transport.js'
import { uuid } from './uuid.js'
import { setView, view } from './view.js'

/** Parts of location that make a page, and methods of history that may begin a view. */
const words = FULL ? ['pathname', 'pushState', ...`${attributes.routes}`.split(' ')] : ['pushState']

let route = ''

const routeNow = () => (FULL ? words.map((word) => /** @type {any} */ (location)[word]).join() : location.pathname)

/**
 * Begin a page view.
 * @param {string} referrer
 */
const open = (referrer) => {
  route = routeNow()
  setView({ page: uuid(), url: location.href.slice(0, 4e3), referrer })
  restartEngagement()
  if (FULL) restartSeen()
  // Not document.title itself: a form of that name hides it.
  send('pageview', { id: view.page, title: `${document.title}` })
}

const close = () => {
  if (FULL) tellTouched()
  report()
}

/** End the present page view and begin the next, whose referrer is the page left. */
export const turn = () => {
  close()
  open(view.url)
}

const move = () => {
  if (route == routeNow()) return
  // At once, while the document still shows the page that is left …
  close()
  // … but a router may change the address several times: the page is where the task ends.
  setTimeout(guard(() => route != routeNow() && open(view.url)))
}

const leave = () => {
  close()
  if (FULL) save()
  flush()
}

export const startPageviews = () => {
  open(document.referrer)
  words.map((word) => {
    const change = /** @type {any} */ (history)[word]
    if (change)
      /** @type {any} */ (history)[word] = (/** @type {any[]} */ ...args) => {
        change.apply(history, args)
        move()
      }
  })
  // What navigation.navigate() does is no call of history.
  if (FULL)
    /** @type {any} */ (window).navigation?.addEventListener('currententrychange', (/** @type {any} */ event) =>
      words.includes(event.navigationType + 'State') && move()
    )
  listen('popstate', move)
  // Safari does not always report a page as hidden before it goes.
  listen('visibilitychange pagehide', leave)
  // Back from the back/forward cache: seen again, though nothing loads. The time in the cache is nobody's.
  listen('pageshow', (event) => event.persisted && open(view.url))
}
