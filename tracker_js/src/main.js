import { commands } from './command.js'
import { recall } from './consent.js'
import { startEngagement } from './engagement.js'
import { startForms } from './form.js'
import { guard, listen } from './guard.js'
import { startLinks } from './link.js'
import { startPageviews } from './pageview.js'
import { attributes } from './script.js'
import { startSeen } from './seen.js'
import { flush } from './transport.js'
import { view } from './view.js'

/** @typedef {((...call: any[]) => void) & {q?: Iterable<any>[], on?: number}} Leadpump */

const page = /** @type {{leadpump?: Leadpump}} */ (window)
const calls = page.leadpump?.q || []

/** @type {Leadpump} */
const leadpump = guard((command, ...args) =>
  view.url ? commands[command](...args) : calls.push([command, ...args])
)

// A page that is prerendered, or opened in the background, may never be shown: nothing happens before it is.
const start = () => {
  if (view.url || document.hidden) return
  if (FULL) {
    recall()
    startSeen()
  }
  startPageviews()
  startEngagement()
  startForms()
  startLinks()
  listen('online', flush)
  calls.map((call) => leadpump(...call))
}

if (!attributes.site) console.warn('leadpump: no data-site')
else if (!page.leadpump?.on) {
  leadpump.on = 1
  page.leadpump = leadpump
  listen('visibilitychange', start)
  guard(start)()
}
