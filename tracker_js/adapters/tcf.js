// IAB TCF v2: https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
import { options, tell } from './choice.js'

// 1: store and access information on a device. 8: measure content performance.
const purposes = (options.purposes || '1 8').split(/\D+/)

/**
 * `cmpuishown` is not an answer, and where the GDPR does not apply nobody was asked.
 * @param {any} data
 * @param {boolean} success
 */
const hear = (data, success) => {
  if (success && data.gdprApplies !== false && /tcloaded|useractioncomplete/.test(data.eventStatus))
    tell(purposes.every((id) => data.purpose?.consents?.[id]))
}

/** @returns {boolean} whether there is a manager, or its queue, to listen to */
const listen = () => {
  const manager = /** @type {any} */ (window).__tcfapi
  if (manager) manager('addEventListener', 2, hear)
  return !!manager
}

// A manager that comes later has to put a frame or a banner into the page.
if (!listen()) new MutationObserver((_, observer) => listen() && observer.disconnect()).observe(document, {
  childList: true,
  subtree: true
})
