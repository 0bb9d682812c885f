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
