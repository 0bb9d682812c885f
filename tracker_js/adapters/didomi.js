// Didomi: https://developers.didomi.io/cmp/web-sdk/reference/api
import { options, tell } from './choice.js'

// What they are called there: store and access information on a device; measure content performance.
const purposes = (options.purposes || 'cookies measure_content_performance').split(/[\s,]+/)

const page = /** @type {any} */ (window)

const read = () => {
  const manager = page.Didomi
  const status = manager.getCurrentUserStatus()
  const agreed = options.vendor
    ? status.vendors[options.vendor]?.enabled
    : purposes.every((id) => status.purposes[id]?.enabled)
  // Before the visitor has answered, the status says "not enabled", as after a refusal.
  tell(manager.shouldUserStatusBeCollected() ? undefined : !!agreed)
}

// Both are queues that the manager goes through when it arrives, and replaces by live ones.
;(page.didomiOnReady = page.didomiOnReady || []).push(read)
;(page.didomiEventListeners = page.didomiEventListeners || []).push({ event: 'consent.changed', listener: read })
