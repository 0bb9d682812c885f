import { guard, listen, warn } from './guard.js'
import { api } from './script.js'

/**
 * An event as written, and when it happened (Unix ms).
 * @typedef {{json: string, at: number}} Written
 */

// Browsers refuse a keepalive body over 64 KiB; a character takes 3 bytes at most (a pair of surrogates, 4).
const LIMIT = 2e4
const MOST_EVENTS = 99
const LONGEST_WAIT = 1e9

/** @type {Written[]} */
let waiting = []
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
let scheduled = false
let delay = 2e3

/** @param {Written} event */
const withAge = ({ json, at }) => `${json.slice(0, -1)},"age":${Math.max(0, Date.now() - at)}}`

/**
 * Keep what could not be delivered, in order, and try again later.
 * @param {Written[]} batch
 * @param {unknown} [seconds] what the collector asked for
 */
const hold = (batch, seconds) => {
  waiting = waiting.concat(batch).sort((a, b) => a.at - b.at)
  timer = timer || setTimeout(flush, Math.min(Number(seconds) * 1e3 || delay, LONGEST_WAIT))
  // Not doubled exactly: after an outage, tags must not come back all at once.
  delay *= 1.5 + Math.random()
}

/** @param {Written[]} batch */
const post = (batch) => {
  const body = `[${batch.map(withAge)}]`
  try {
    // Without keepalive (Firefox before 133) a request dies with its page; a beacon does not.
    if (document.visibilityState == 'hidden' && !('keepalive' in Request.prototype)) throw 0
    // A string body is text/plain: no preflight.
    fetch(api(), { method: 'POST', body, keepalive: body.length < LIMIT + 999, credentials: 'omit' })
      .then((answer) => {
        if (answer.status > 499 || answer.status == 429) return hold(batch, answer.headers.get('Retry-After'))
        delay = 2e3
        return answer.text().then((text) => /"reason"/.test(text) && warn(text))
      })
      .catch(() => hold(batch))
  } catch {
    navigator.sendBeacon(api(), body) || hold(batch)
  }
}

/** Send all that waits, now, even while backing off. */
export const flush = guard(() => {
  clearTimeout(timer)
  timer = undefined
  scheduled = false
  /** @type {Written[]} */
  let batch = []
  let size = 0
  for (const event of waiting.splice(0)) {
    if (batch.length == MOST_EVENTS || (size && size + event.json.length > LIMIT)) {
      post(batch)
      batch = []
      size = 0
    }
    batch.push(event)
    size += event.json.length
  }
  size && post(batch)
})

/**
 * @param {string} json
 * @param {boolean} [later] goes with the next request, or when the page is left
 */
export const enqueue = (json, later) => {
  waiting.push({ json, at: Date.now() })
  if (later || timer || scheduled) return
  scheduled = true
  // A microtask: events of one task share a request, and it still leaves before a clicked link is followed.
  queueMicrotask(flush)
}

export const startTransport = () => listen('online', flush)
