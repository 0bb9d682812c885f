// Asked while the script runs: document.currentScript is null later, and null throughout in a module.
const script = /** @type {HTMLScriptElement} */ (
  document.currentScript || document.querySelector('script[data-site]')
)

/** The attributes of the tag; site is undefined if it says none. */
export const { site, api = 'api/event', mode = 'cookieless', routes = '' } = script.dataset

/** Where events go: beside the script, so that a proxy under any path works. */
export const endpoint = new URL(api, script.src)
