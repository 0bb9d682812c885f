import { script } from './script.js'

/**
 * The node itself or its nearest ancestor that matches; in leadpump.js, through shadow roots. If there is none: null, false
 * or undefined.
 * @param {any} node
 * @param {string} selector
 * @returns {any}
 */
export const nearest = FULL
  ? (node, selector) =>
      node &&
      // Borrowed from the script element: in an address form a field may be called "closest".
      (script.closest.call(node, selector) ||
        // The document has no host, but an element named "host" would be found there.
        ((node = node.getRootNode()) != document && nearest(node.host, selector)))
  : (node, selector) => script.closest.call(node, selector)

/**
 * Value of an attribute. Not the property: in a form, a field of that name hides it.
 * @param {any} node
 * @param {string} name
 * @returns {string | false | null | undefined}
 */
export const label = (node, name) => node && node.getAttribute(name)

/**
 * Value of one of our own attributes.
 * @param {any} node
 * @param {string} name
 */
export const marked = (node, name) => label(node, 'data-leadpump-' + name)
