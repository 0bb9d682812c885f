import { visitor } from './consent.js'
import { endpoint } from './script.js'

// Browsers refuse a keepalive body over 64 KiB, and a character takes up to 3 bytes.
const LONGEST_BODY = 2e4

/**
 * Events not under way, as written, oldest first.
 * @type {string[]}
 */
let waiting = []
/** Those and the ones under way: what nobody has confirmed. */
const unanswered = new Set()
let pause = 1e3
/** @type {any} */
let timer

/** @param {number} ms */
const flushIn = (ms) => {
  timer ||= setTimeout(flush, ms)
}

/** @param {string[]} batch */
const post = (batch) => {
  const body = `[${batch.map((json) => json.replace(/\d+(?=}$)/, (/** @type {any} */ at) => /** @type {any} */ (Math.max(0, Date.now() - at))))}]`
  if (body[LONGEST_BODY] && batch[1]) {
    post(batch.splice(0, batch.length / 2))
    return post(batch)
  }
  /** @param {any} answer or what went wrong on the way */
  const settle = (answer) => {
    // Beyond are: too many (429), and a trouble of the collector's own (5xx).
    if (answer.status < 429) {
      if (FULL) {
        batch.map((json) => unanswered.delete(json))
        save()
      }
      return
    }
    // In front again: what failed goes first, with all that came since, in one request.
    waiting.unshift(...batch)
    flushIn(answer.headers?.get('Retry-After') * 1e3 || (pause *= 2))
  }
  try {
    // A string body is text/plain: no preflight.
    fetch(endpoint(), { method: 'POST', body, keepalive: !body[LONGEST_BODY] }).then(settle, settle)
  } catch {
    navigator.sendBeacon(endpoint(), body)
  }
}

/** Send all that waits, now, even while backing off. */
export const flush = () => {
  timer = clearTimeout(timer)
  if (waiting[0]) post(waiting.splice(0))
}

/**
 * @param {string} json ends with the time it was written at
 * @param {boolean} [later] goes with the next request, or when the page is left
 */
export const enqueue = (json, later) => {
  if (FULL) {
    // This page's own, read back from the device.
    if (unanswered.has(json)) return
    unanswered.add(json)
  }
  waiting.push(json)
  // Events of one task share a request; if a clicked link is followed sooner, the page is left with a flush.
  later || flushIn(0)
}

/**
 * Keep what nobody has confirmed for the next page, which sends it once more: the collector counts only what did not
 * arrive. Not if another tab has taken the consent back.
 */
export const save = () => {
  try {
    if (visitor && `${localStorage.leadpump}`.startsWith(visitor))
      localStorage.leadpump = [visitor, ...unanswered].join('\n')
  } catch {
    // Blocked or full: what this page cannot deliver is lost.
  }
}

export const forget = () => {
  waiting = []
  unanswered.clear()
}
