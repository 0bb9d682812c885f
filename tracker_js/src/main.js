import { decide, optIn, optOut, recall } from './consent.js'
import { look } from './engagement.js'
import { send } from './event.js'
import { start, tellForm } from './form.js'
import { guard } from './guard.js'
import { follow } from './link.js'
import { leave, move, open, turn, view, watchHistory } from './pageview.js'
import { attributes } from './script.js'
import { flush } from './transport.js'

/** @typedef {((...call: any[]) => void) & {q?: Iterable<any>[], on?: number}} Leadpump */

const page = /** @type {{leadpump?: Leadpump}} */ (window)
const calls = /** @type {any[]} */ (page.leadpump?.q || [])

/**
 * What leadpump(command, …) can do.
 * @type {Record<string, (...args: any[]) => void>}
 */
const commands = { event: send, pageview: turn, ...(FULL && { consent: decide, optout: optOut, optin: optIn }) }

/** @type {Leadpump} */
const leadpump = guard((...call) => (view ? commands[call.shift()](...call) : calls.push(call)))

/**
 * What the tag listens to, on window and in the capture phase: before the page's own code can stop the event, and
 * whether it bubbles or not. Each is a sign of life; those that mean no more only show where we are.
 * @type {Record<string, (event: any) => void>}
 */
const listeners = {
  popstate: move,
  // Safari does not always report a page as hidden before it goes.
  visibilitychange: leave,
  pagehide: leave,
  // Back from the back/forward cache: seen again, though nothing loads. The time in the cache is nobody's.
  pageshow: (event) => event.persisted && open(view.url),
  online: flush,
  submit: tellForm,
  click: FULL
    ? (event) => {
        start(event)
        follow(event)
      }
    : follow,
  auxclick: follow,
  focus: move,
  blur: move,
  scroll: move,
  keydown: FULL ? start : move,
  ...(FULL && { input: start })
}

// A page that is prerendered, or opened in the background, may never be shown: nothing happens before it is.
const arrive = () => {
  if (!document.hidden) {
    if (FULL) recall()
    open(document.referrer)
    calls.map((call) => leadpump(...call))
  }
}

guard(() => {
  if (!attributes.site) throw 'no data-site'
  if (!page.leadpump?.on) {
    leadpump.on = 1
    page.leadpump = leadpump
    watchHistory()
    for (const type in listeners)
      addEventListener(
        type,
        guard((event) => {
          if (view) {
            setTimeout(look)
            listeners[type](event)
          } else arrive()
        }),
        true
      )
    arrive()
  }
})()
