import { run } from './command.js'
import { startEngagement } from './engagement.js'
import { startForms } from './form.js'
import { guard, listen, warn } from './guard.js'
import { startLinks } from './link.js'
import { startPageviews } from './pageview.js'
import { site } from './script.js'
import { startScroll } from './scroll.js'
import { startSeen } from './seen.js'
import { flush } from './transport.js'
import { view } from './view.js'

/** @typedef {((...call: any[]) => void) & {q?: Iterable<any>[], on?: boolean}} Leadpump */

const page = /** @type {{leadpump?: Leadpump}} */ (window)
const stub = page.leadpump
const calls = stub?.q || []
const handle = guard(run)

/** @type {Leadpump} */
const leadpump = (...call) => (view.page ? handle(call) : calls.push(call))

// A page that is prerendered, or opened in the background, may never be shown: nothing happens before it is.
const start = () => {
  if (view.page || document.hidden) return
  startEngagement()
  startScroll()
  startForms()
  startLinks()
  startSeen()
  startPageviews()
  listen('online', flush)
  calls.forEach(handle)
}

guard(() => {
  if (stub?.on) return
  if (!site) return warn('no data-site')
  leadpump.on = true
  page.leadpump = leadpump
  listen('visibilitychange', start)
  start()
})()
