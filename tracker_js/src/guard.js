let warned = false

/**
 * Tell whoever installs the tag, once a page: a visitor's console is not ours to fill.
 * @param {unknown} reason
 */
export const warn = (reason) => {
  warned || console.warn('leadpump:', reason)
  warned = true
}

/**
 * The function, made unable to throw into the page.
 * @template {(...args: any[]) => void} F
 * @param {F} action
 * @returns {(...args: Parameters<F>) => void}
 */
export const guard =
  (action) =>
  (...args) => {
    try {
      action(...args)
    } catch (error) {
      warn(error)
    }
  }

/**
 * Listen in the capture phase of window: before the page's own code can stop the event, and whether it bubbles or not.
 * @param {string} types separated by spaces
 * @param {(event: any) => void} action
 */
export const listen = (types, action) =>
  types.split(' ').forEach((type) => addEventListener(type, guard(action), true))
