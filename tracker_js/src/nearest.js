// Taken from the prototypes: in a form, a field named "closest" or "getAttribute" hides the form's own.
const { closest, getAttribute, querySelector } = Element.prototype
const { getRootNode } = Node.prototype

/**
 * The root that holds the node: the document, or a shadow root.
 * @param {Element} node
 * @returns {any}
 */
export const rootOf = (node) => getRootNode.call(node)

/**
 * The node itself or its nearest ancestor that matches, through shadow roots.
 * @param {any} node
 * @param {string} selector
 * @returns {Element | null}
 */
export const nearest = (node, selector) =>
  node instanceof Element
    ? closest.call(node, selector) ||
      // An element named "host" would be found as document.host.
      (rootOf(node) == document ? null : nearest(rootOf(node).host, selector))
    : null

/**
 * @param {Element} node
 * @param {string} selector
 * @returns {any}
 */
export const find = (node, selector) => querySelector.call(node, selector)

/**
 * Value of an attribute, cut to the length the collector takes for a name.
 * @param {Element | null} node
 * @param {string} name
 */
export const label = (node, name) => ((node && getAttribute.call(node, name)) || '').slice(0, 200)
