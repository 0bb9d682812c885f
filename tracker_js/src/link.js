import { send } from './event.js'

/**
 * A link that leads to another host, or to what may be a file, is told to the collector, which knows the endings of
 * files. The usual ones of pages are no news: every step within the site would cost a request.
 * @param {any} link
 */
export const follow = (link) => {
  // The .href of an svg link is no string.
  const url = new URL(link.href.baseVal || link.href, /** @type {any} */ (location))
  const download = link.hasAttribute('download')
  // A telephone number or e-mail address has no host.
  if (url.host && (download || url.host != location.host || /\.(?!h|php)\w+$/.test(url.pathname)))
    // Without query: it may hold a secret.
    send('link', { target: url.origin + url.pathname, download }, link)
}
