import { report, restartEngagement } from './engagement.js'
import { send } from './event.js'
import { guard, listen } from './guard.js'
import { restartScroll } from './scroll.js'
import { restartSeen } from './seen.js'
import { flush } from './transport.js'
import { uuid } from './uuid.js'
import { told, view } from './view.js'

let path = ''

/**
 * Begin a page view.
 * @param {string} referrer
 */
const open = (referrer) => {
  path = location.pathname
  view.page = uuid()
  view.url = location.href.slice(0, 4e3)
  view.referrer = referrer || undefined
  told.clear()
  restartScroll()
  restartEngagement()
  restartSeen()
  send('pageview', { id: view.page, title: document.title.slice(0, 500) })
}

/** End the present page view and begin the next, whose referrer is the page left. */
export const turn = () => {
  report()
  open(view.url)
}

const moved = () => path != location.pathname

const arrive = guard(() => moved() && open(view.url))

const move = guard(() => {
  if (!moved()) return
  // At once, while the document still shows the page that is left …
  report()
  // … but a router may change the address several times: the page is where the task ends.
  setTimeout(arrive)
})

const leave = () => {
  report()
  flush()
}

export const startPageviews = () => {
  open(document.referrer)
  const push = history.pushState
  history.pushState = function (...args) {
    push.apply(this, args)
    move()
  }
  listen('popstate', move)
  // Safari does not always report a page as hidden before it goes.
  listen('visibilitychange pagehide', leave)
  // Back from the back/forward cache: seen again, though nothing loads. The time in the cache is nobody's.
  listen('pageshow', (event) => event.persisted && open(view.url))
}
