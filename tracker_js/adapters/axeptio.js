// Axeptio: https://support.axeptio.eu/hc/en-gb/articles/30301699182225-Listen-to-SDK-events
import { options, tell } from './choice.js'

const vendor = options.vendor || 'leadpump'

const page = /** @type {{_axcb?: any[]}} */ (window)
page._axcb = page._axcb || []
page._axcb.push((/** @type {any} */ sdk) => {
  // Said after each choice, and on each page once it is made; replay: also if that was before us.
  sdk.on('cookies:complete', (/** @type {any} */ choices) => tell(!!choices[vendor]), { replay: true })
})
