const { closest } = Element.prototype

/**
 * The node itself or its nearest ancestor that matches, through shadow roots.
 * @param {any} node
 * @param {string} selector
 * @returns {any}
 */
export const nearest = (node, selector) =>
  node?.closest &&
  // Not the form's own: in an address form a field may be called "closest".
  (closest.call(node, selector) ||
    // The document has no host, but an element named "host" would be found there.
    ((node = node.getRootNode()) != document && nearest(node.host, selector)))

/**
 * Value of an attribute; undefined if there is none. Not the property: in a form, a field of that name hides it.
 * @param {any} node
 * @param {string} name
 * @returns {string | undefined}
 */
export const label = (node, name) => (node && node.getAttribute(name)) || undefined

/**
 * Value of one of our own attributes.
 * @param {any} node
 * @param {string} name
 */
export const marked = (node, name) => label(node, 'data-leadpump-' + name)

/**
 * Name of the lead magnet that the element is, or is in.
 * @param {Element} node
 */
export const magnetOf = (node) => (FULL ? marked(nearest(node, '[data-leadpump-magnet]'), 'magnet') : undefined)
