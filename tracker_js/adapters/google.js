// Google Consent Mode: https://developers.google.com/tag-platform/security/guides/consent
import { options, tell } from './choice.js'

const signal = options.signal || 'analytics_storage'
const commands = options.defaults === undefined ? ['update'] : ['update', 'default']

/**
 * A default says what holds before the visitor was asked: it counts only if the page says so.
 * @param {any} entry what gtag('consent', 'update', {…}) leaves in the layer: its arguments
 */
const hear = (entry) => {
  if (entry && entry[0] === 'consent' && commands.includes(entry[1]) && !entry[2]?.region) {
    const value = entry[2]?.[signal]
    if (value) tell(value === 'granted')
  }
}

const page = /** @type {{dataLayer?: any[]}} */ (window)
const layer = (page.dataLayer = page.dataLayer || [])
layer.forEach(hear)

// Google's own scripts wrap push in the same way, and call what they wrapped.
const push = layer.push
layer.push = (...entries) => {
  entries.forEach(hear)
  return push.apply(layer, entries)
}
