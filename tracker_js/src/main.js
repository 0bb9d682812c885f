import { run } from './command.js'
import { startEngagement } from './engagement.js'
import { startForms } from './form.js'
import { guard, listen, warn } from './guard.js'
import { startLinks } from './link.js'
import { startPageviews } from './pageview.js'
import { site } from './script.js'
import { startScroll } from './scroll.js'
import { startSeen } from './seen.js'
import { startTransport } from './transport.js'

/** @typedef {((...call: any[]) => void) & {q?: Iterable<any>[], on?: boolean}} Leadpump */

const page = /** @type {{leadpump?: Leadpump}} */ (window)
const stub = page.leadpump

let running = false

/** @type {Leadpump} */
const leadpump = (...call) => (running ? guard(run)(call) : leadpump.q.push(call))

// A page that is prerendered, or opened in the background, may never be shown: nothing happens before it is.
const start = guard(() => {
  if (running || document.visibilityState == 'hidden' || document.prerendering) return
  running = true
  startTransport()
  startEngagement()
  startScroll()
  startForms()
  startLinks()
  startSeen()
  startPageviews()
  leadpump.q.forEach(guard(run))
})

const main = guard(() => {
  if (stub && stub.on) return
  if (!site) return warn('no data-site')
  leadpump.on = true
  leadpump.q = (stub && stub.q) || []
  page.leadpump = leadpump
  listen('visibilitychange', start)
  listen('prerenderingchange', start)
  start()
})

main()
