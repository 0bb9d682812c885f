import { report, restartEngagement } from './engagement.js'
import { send } from './event.js'
import { restartForms } from './form.js'
import { guard, listen } from './guard.js'
import { measure, restartScroll } from './scroll.js'
import { restartSeen } from './seen.js'
import { flush } from './transport.js'
import { uuid } from './uuid.js'
import { setView, view } from './view.js'

let path = ''
/** @type {ReturnType<typeof setTimeout> | undefined} */
let moving

/**
 * Begin a page view.
 * @param {string} referrer
 */
const open = (referrer) => {
  const id = uuid()
  path = location.pathname
  setView({ id, url: location.href, referrer })
  restartScroll()
  restartEngagement()
  restartForms()
  restartSeen()
  send('pageview', { id, title: document.title.slice(0, 500) })
}

/**
 * End the present page view and begin the next, whose referrer is the page left.
 * @param {boolean} [elsewhere] the document already shows the next page
 */
export const turn = (elsewhere) => {
  report(elsewhere)
  open(view ? view.url : '')
}

const arrive = guard(() => {
  clearTimeout(moving)
  moving = undefined
  path == location.pathname || turn(true)
})

// A router may change the address several times before it settles: the page is where the task ends.
const move = guard(() => {
  if (moving) return
  measure()
  moving = setTimeout(arrive)
})

/**
 * @param {'pushState' | 'replaceState'} method
 * @param {() => void} then
 */
const after = (method, then) => {
  const original = history[method]
  history[method] = function (...args) {
    original.apply(this, args)
    then()
  }
}

const leave = () => {
  moving && arrive()
  report()
  flush()
}

export const startPageviews = () => {
  open(document.referrer)
  after('pushState', move)
  after('replaceState', () => {
    if (!moving) path = location.pathname
  })
  listen('popstate', move)
  // Safari does not always report a page as hidden before it goes.
  listen('pagehide', leave)
  listen('visibilitychange', () => document.visibilityState == 'hidden' && leave())
  // Back from the back/forward cache: seen again, though nothing loads. The time in the cache is nobody's.
  listen('pageshow', (event) => event.persisted && view && open(view.url))
}
