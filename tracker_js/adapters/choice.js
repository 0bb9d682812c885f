/** @typedef {((...call: any[]) => void) & {q?: any[]}} Leadpump */

const page = /** @type {{leadpump?: Leadpump}} */ (window)

/**
 * Attributes of the adapter's own script. Asked while it runs: document.currentScript is null later, and in a module.
 * @type {DOMStringMap}
 */
export const options = /** @type {HTMLScriptElement | null} */ (
  document.currentScript || document.querySelector('script[src*="leadpump-consent-"]')
)?.dataset || {}

/** @type {boolean | undefined} */
let told

/**
 * Tell the tag what the visitor chose, once per change. Calls wait in the queue until the tag has arrived.
 * @param {boolean | undefined} agreed undefined: not chosen yet, which matters only after an agreement
 */
export const tell = (agreed) => {
  const granted = !!agreed
  if (granted === told || (agreed === undefined && !told)) return
  told = granted
  /** @type {Leadpump} */
  const stub = (...call) => (stub.q = stub.q || []).push(call)
  page.leadpump = page.leadpump || stub
  page.leadpump('consent', granted ? 'granted' : 'denied')
}
