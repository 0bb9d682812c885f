import { drop, keep, recall } from './consent.js'
import { endpoint } from './script.js'

const MOST_EVENTS = 12
// Browsers refuse a keepalive body over 64 KiB, and a character takes up to 3 bytes. Beyond, the request goes without.
const LONGEST_BODY = 2e4
// Browsers keep a timer's time in 31 bits: one that is set for over 24 days goes off at once.
const LONGEST_PAUSE = 3e5

/**
 * Events that wait to be sent, as written, oldest first.
 * @type {string[]}
 */
export let waiting = []
let pause = 1e3
/** @type {any} */
let timer

/** Send all that waits, now, even while backing off. What is under way is kept until it is confirmed. */
export const flush = () => {
  // One that is left running would ask on its own from then on, one more for each time the page was hidden.
  clearTimeout(timer)
  timer = 0
  if (FULL) recall()
  if (waiting[0]) {
    const batch = waiting.splice(0, MOST_EVENTS)
    const url = endpoint()
    // What holds for all of them is looked up here: asking for the time zone takes longer than all the rest of the tag's
    // start, and the page need not wait for it.
    const body = `[${batch},"${[Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone, navigator.webdriver]}"]`
    /** @param {any} answer or what went wrong on the way */
    const settle = (answer) => {
      // Beyond are: too many (429), and a trouble of the collector's own (5xx).
      if (answer.status < 429) {
        pause = 1e3
        if (FULL) batch.map(drop)
      } else {
        // In front again: what failed goes first, with all that came since.
        waiting.unshift(...batch)
        soon(Math.min(answer.headers?.get('Retry-After') * 1e3 || (pause *= 2), LONGEST_PAUSE))
      }
    }
    try {
      // A string body is text/plain: no preflight.
      fetch(url, { method: 'POST', body, keepalive: !body[LONGEST_BODY] }).then(settle, settle)
      // Storage that is full throws: the event goes twice, and counts once.
      if (FULL) batch.map(keep)
    } catch {
      navigator.sendBeacon(url, body)
    }
    flush()
  }
}

/**
 * Send what waits, unless that is arranged already. Events of one task share a request; if a clicked link is followed
 * sooner, the page is left with a flush.
 * @param {number} [ms]
 */
export const soon = (ms) => {
  timer ||= setTimeout(flush, ms)
}

export const forget = () => {
  waiting = []
}
