// Read while the script runs: document.currentScript is null later, and null throughout in a module.
const own = document.currentScript
const script = /** @type {HTMLScriptElement | null} */ (
  own && own.hasAttribute('data-site') ? own : document.querySelector('script[data-site]')
)

/** @param {string} name */
const setting = (name) => (script && script.getAttribute(name)) || ''

/** Name of the site, as the collector knows it; empty if no script says one. */
export const site = setting('data-site')

/** Where events go: beside the script, so that a proxy under any path works. */
export const api = () => new URL(setting('data-api') || 'api/event', (script && script.src) || location.href).href
