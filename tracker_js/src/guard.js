/**
 * The function, made unable to throw into the page. A mistake is told to whoever looks into the console.
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
      console.warn('leadpump:', error)
    }
  }

/**
 * Listen in the capture phase of window: before the page's own code can stop the event, and whether it bubbles or not.
 * @param {string} types separated by spaces
 * @param {(event: any) => void} action
 */
export const listen = (types, action) =>
  types.split(' ').map((type) => addEventListener(type, guard(action), true))
