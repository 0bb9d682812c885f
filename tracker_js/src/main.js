import { decide, optIn, optOut } from './consent.js'
import { look } from './engagement.js'
import { send } from './event.js'
import { act, tellForm } from './form.js'
import { arrive, leave, move, open, routeNow, turn, view, watchHistory, words } from './pageview.js'
import { attributes } from './script.js'
import { flush } from './transport.js'

/** @typedef {((...call: any[]) => void) & {q?: any}} Leadpump */

const page = /** @type {{leadpump?: Leadpump, navigation?: EventTarget} & Window} */ (window)
/** Calls made before the script arrived; 1 if it did before. */
const queue = page.leadpump?.q
const calls = queue || []

/**
 * What leadpump(…) answers: the commands of pages, with "_" before them; a call of our own; and the events of the browser,
 * for which it is the listener, on window and in the capture phase: before the page's own code can stop the event, and
 * whether it bubbles or not. Each of these is a sign of life. Those that mean no more only ask where we are.
 * @type {Record<string, (...call: any[]) => void>}
 */
const answers = {
  _event: (_, ...event) => send(.../** @type {[string]} */ (event)),
  _pageview: turn,
  _arrive: arrive,
  ...(FULL && { _consent: decide, _optout: optOut, _optin: optIn }),
  popstate: move,
  // Safari does not always report a page as hidden before it goes.
  visibilitychange: leave,
  pagehide: leave,
  // Back from the back/forward cache: seen again, though nothing loads. The time in the cache is nobody's.
  pageshow: (event) => event.persisted && open(),
  online: flush,
  // A button may only close the dialog that the form is in: of get, post and dialog the last has a sixth letter.
  submit: (event) => event.submitter?.formMethod?.[5] || tellForm(event.target),
  focus: routeNow,
  blur: routeNow,
  scroll: routeNow,
  click: act,
  auxclick: act,
  keydown: routeNow,
  ...(FULL && {
    input: act,
    // What navigation.navigate() does is no call of history.
    currententrychange: (event) => words.includes(event.navigationType + 'State') && move()
  })
}

/**
 * The page's leadpump('command', …), and the listener to every event. It never throws: a mistake is told to whoever looks
 * into the console. A page that is prerendered, or opened in the background, may never be shown: nothing happens before it
 * is, and calls wait.
 * @type {Leadpump}
 */
export const leadpump = (...call) => {
  try {
    const [what] = call
    if (view) {
      setTimeout(look)
      answers[what.type || '_' + what](...call)
    } else {
      what.type || calls.push(call)
      if (!document.hidden) {
        open()
        calls.map((/** @type {any[]} */ call) => leadpump(...call))
      }
    }
  } catch (error) {
    console.warn('leadpump:', error)
  }
}

if (!attributes.site) console.warn('leadpump:', 'no data-site')
else if (queue != 1) {
  page.leadpump = leadpump
  leadpump.q = 1
  watchHistory()
  for (const type in answers) {
    addEventListener(type, leadpump, true)
    if (FULL) page.navigation?.addEventListener(type, leadpump, true)
  }
  // Whatever is told first begins the view.
  leadpump({ type: 'popstate' })
}
