// Asked while the script runs: document.currentScript is null later, and null throughout in a module.
export const script = /** @type {HTMLScriptElement} */ (
  document.currentScript || document.querySelector('script[data-site]')
)

/** The attributes of the tag, without their "data-". */
export const attributes = script?.dataset || {}

/** Where events go: beside the script, so that a proxy under any path works. */
export const endpoint = () => new URL(attributes.api || 'api/event', script.src)
