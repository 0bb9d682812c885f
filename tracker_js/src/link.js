import { send } from './event.js'
import { listen } from './guard.js'
import { magnetOf, nearest } from './nearest.js'

const FILE =
  /\.(pdf|(doc|xls|ppt)x?|od[pst]|csv|rtf|txt|epub|zip|rar|7z|gz|dmg|exe|msi|apk|mp[34]|ics)$/i

const follow = (/** @type {MouseEvent} */ event) => {
  const link = nearest(event.composedPath()[0], 'a,area')
  // auxclick also reports the right button, which follows nothing.
  if (!link || event.button > 1) return
  // The .href of an svg link is no string.
  const url = new URL(link.href.baseVal || link.href, /** @type {any} */ (location))
  const name =
    FILE.test(url.pathname) || nearest(link, '[download]')
      ? 'download'
      : url.host != location.host && 'outbound'
  // Without query: it may hold a secret.
  if (name && /^http/.test(/** @type {any} */ (url))) send(name, { target: url.origin + url.pathname, magnet: magnetOf(link) })
}

export const startLinks = () => listen('click auxclick', follow)
