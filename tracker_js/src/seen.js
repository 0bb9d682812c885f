import { sendOnce } from './event.js'
import { tellForm } from './form.js'
import { guard } from './guard.js'
import { label, nearest } from './nearest.js'

const RESCAN_AFTER = 200

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
/** @type {IntersectionObserver} */
let observer

/** @param {Element} element */
const tell = (element) => {
  const section = label(element, 'data-leadpump-section')
  const magnet = label(element, 'data-leadpump-magnet')
  section && sendOnce('section', { section })
  magnet && sendOnce('magnet_view', { magnet })
  nearest(element, 'form') == element && tellForm('form_view', element)
}

const scan = guard(() => {
  timer = undefined
  document
    .querySelectorAll('form,[data-leadpump-magnet],[data-leadpump-section]')
    .forEach((element) => observer.observe(element))
})

/** Look at everything afresh: an observer speaks again of what is already on screen only when it starts anew. */
export const restartSeen = () => {
  observer.disconnect()
  scan()
}

export const startSeen = () => {
  observer = new IntersectionObserver(
    guard((/** @type {IntersectionObserverEntry[]} */ entries) =>
      entries.forEach((entry) => {
        // Half of it is on screen, or it fills half the screen, for one too tall for the former.
        if (entry.intersectionRatio >= 0.5 || entry.intersectionRect.height * 2 >= innerHeight) tell(entry.target)
      })
    ),
    // Each half the one before: an element of any height crosses one of them while it fills half the screen.
    { threshold: [0.5, 0.25, 0.12, 0.06, 0.03, 0.02, 0.01] }
  )
  new MutationObserver(() => {
    timer = timer || setTimeout(scan, RESCAN_AFTER)
  }).observe(document, { childList: true, subtree: true })
}
