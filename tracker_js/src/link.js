import { send } from './event.js'
import { listen } from './guard.js'
import { magnetOf } from './magnet.js'
import { label, nearest } from './nearest.js'

const FILE =
  /\.(pdf|(doc|xls|ppt)[xm]?|od[pst]|csv|rtf|txt|epub|mobi|key|pages|numbers|zip|rar|7z|t?gz|tar|bz2|dmg|exe|msi|pkg|deb|rpm|apk|iso|mp[34]|m4[av]|wav|ogg|mov|avi|wmv|mkv|webm|ics|vcf)$/i

const follow = (/** @type {MouseEvent} */ event) => {
  // auxclick also reports the right button, which follows nothing.
  if (event.button > 1) return
  const link = nearest(event.composedPath()[0], 'a[*|href],area[href]')
  if (!link) return
  // The attribute, not .href: that of an svg link is no string.
  const url = new URL(link.getAttribute('href') || label(link, 'xlink:href'), document.baseURI)
  const name =
    FILE.test(url.pathname) || link.hasAttribute('download')
      ? 'download'
      : url.host != location.host && 'outbound'
  // Without query: it may hold a secret.
  if (name && /^http/.test(url.protocol)) send(name, { target: url.origin + url.pathname, magnet: magnetOf(link) })
}

export const startLinks = () => {
  listen('click', follow)
  listen('auxclick', follow)
}
