// Asked while the script runs: document.currentScript is null later, and null throughout in a module.
const script = /** @type {HTMLScriptElement} */ (
  document.currentScript || document.querySelector('script[data-site]')
)

/** Name of the site, as the collector knows it; undefined if no script says one. */
export const site = script?.dataset.site

/** Where events go: beside the script, so that a proxy under any path works. */
export const api = () => new URL(script.dataset.api || 'api/event', script.src || document.baseURI)
