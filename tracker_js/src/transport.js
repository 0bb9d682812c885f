import { guard, warn } from './guard.js'
import { api } from './script.js'

// Browsers refuse a keepalive body over 64 KiB, and a character takes up to 3 bytes.
const LONGEST_KEEPALIVE = 2e4
// Leaves room for one more event with two long addresses; well under the collector's 100 events a request.
const LONGEST_BATCH = 1e4
const FIRST_WAIT = 2e3

/**
 * Events as written, not yet sent.
 * @type {string[]}
 */
const open = []
/**
 * Requests not delivered, oldest first.
 * @type {string[][]}
 */
const held = []
let size = 0
let wait = FIRST_WAIT
/** @type {any} */
let timer

/** @param {number} ms */
const flushIn = (ms) => {
  timer = timer || setTimeout(flush, ms)
}

/** @param {string} json ends with the time it was written at */
const withAge = (json) => json.replace(/\d+}$/, (at) => `${Math.max(0, Date.now() - parseInt(at))}}`)

/** @param {string[]} batch */
const post = (batch) => {
  if (!batch[0]) return
  const body = `[${batch.map(withAge)}]`
  const hold = (/** @type {any} */ seconds) => {
    held.push(batch)
    flushIn(seconds * 1e3 || wait)
    // Not doubled exactly: after an outage, tags must not come back all at once.
    wait *= 1.5 + Math.random()
  }
  try {
    // A string body is text/plain: no preflight.
    fetch(api(), { method: 'POST', body, keepalive: !body[LONGEST_KEEPALIVE], credentials: 'omit' })
      .then((answer) => {
        // Too many (429), or a trouble of the collector's own (5xx).
        if (answer.status > 428) return hold(answer.headers.get('Retry-After'))
        wait = FIRST_WAIT
        return answer.text().then((text) => /"reason"/.test(text) && warn(text))
      })
      .catch(hold)
  } catch {
    navigator.sendBeacon(api(), body) || hold(0)
  }
}

/** Send all that waits, now, even while backing off. */
export const flush = guard(() => {
  timer = clearTimeout(timer)
  size = 0
  ;[...held.splice(0), open.splice(0)].forEach(post)
})

/**
 * @param {string} json
 * @param {boolean} [later] goes with the next request, or when the page is left
 */
export const enqueue = (json, later) => {
  size += json.length
  if (size > LONGEST_BATCH) flush()
  open.push(json)
  // Events of one task share a request; if a clicked link is followed sooner, the page is left with a flush.
  later || flushIn(0)
}
