// Puts the tag on a page from a module: the script itself comes from your Leadpump, and is always the one that it knows.

/** What the tag finds when it arrives: the calls made until then. */
const queue = (...call) => (queue.q = queue.q || []).push(call)

/** Call the tag. Before it has arrived the call waits; where there is no page, as on a server, nothing happens. */
export const leadpump = (...call) => {
  if (typeof window === 'undefined') return
  window.leadpump = window.leadpump || queue
  window.leadpump(...call)
}

/** Put a script into the head, unless one of this name is there. */
const insert = (name, { host, nonce }, attributes) => {
  const src = new URL(name, new URL(host.replace(/\/?$/, '/'), document.baseURI)).href
  if ([...document.scripts].some((script) => script.src === src)) return
  const script = document.createElement('script')
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) script.setAttribute(key, value === true ? '' : value)
  }
  if (nonce) script.nonce = nonce
  script.src = src
  document.head.append(script)
}

const dataAttributes = (data) => Object.fromEntries(Object.entries(data).map(([key, value]) => [`data-${key}`, value]))

/** Load the tag, once: a second call does nothing, nor does one where there is no page. */
export const load = (options) => {
  if (typeof document === 'undefined') return
  const { site, mode, consent, file = 'leadpump.js', integrity, data = {} } = options
  insert(file, options, {
    ...dataAttributes({ site, mode, ...data }),
    integrity,
    crossorigin: integrity && 'anonymous'
  })
  if (consent) {
    const { manager, ...settings } = typeof consent === 'string' ? { manager: consent } : consent
    insert(`leadpump-consent-${manager}.js`, options, dataAttributes(settings))
  }
}
