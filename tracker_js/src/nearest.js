/**
 * Call a method of the element itself: in a form, a field named "closest" or "getAttribute" hides the form's own.
 * @param {Element} node
 * @param {'closest' | 'querySelector' | 'getAttribute'} method
 * @param {string} argument
 * @returns {any}
 */
const own = (node, method, argument) => /** @type {any} */ (Element.prototype[method]).call(node, argument)

/**
 * The node itself or its nearest ancestor that matches, through shadow roots.
 * @param {any} node
 * @param {string} selector
 * @returns {Element | null}
 */
export const nearest = (node, selector) =>
  node instanceof Element
    ? own(node, 'closest', selector) ||
      // The document has no host, but an element named "host" would be found there.
      (document.contains(node) ? null : nearest(/** @type {any} */ (node.getRootNode()).host, selector))
    : null

/**
 * @param {Element} node
 * @param {string} selector
 * @returns {any}
 */
export const find = (node, selector) => own(node, 'querySelector', selector)

/**
 * Value of an attribute, cut to the length the collector takes for a name; undefined if there is none.
 * @param {Element | null} node
 * @param {string} name
 * @returns {string | undefined}
 */
export const label = (node, name) =>
  (node && own(node, 'getAttribute', name)?.slice(0, 200)) || undefined
