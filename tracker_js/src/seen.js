import { look, shown } from './engagement.js'
import { sendOnce } from './event.js'
import { tellForm } from './form.js'
import { guard } from './guard.js'
import { marked, nearest } from './nearest.js'

const RESCAN_AFTER = 200

/** @type {any} */
let timer

/** @param {IntersectionObserverEntry} entry */
const see = (entry) => {
  const { target } = entry
  // Half of it is on screen, or it fills half the screen, for one too tall for the former.
  const inView = entry.intersectionRatio >= 0.5 || entry.intersectionRect.height * 2 >= innerHeight
  const section = marked(target, 'section')
  const magnet = marked(target, 'magnet')
  look()
  section && shown[inView ? 'add' : 'delete'](section)
  if (inView) {
    magnet && sendOnce('magnet_view' + magnet, 'magnet_view', { magnet }, true)
    nearest(target, 'form') == target && tellForm(entry, 'form_view')
  }
}

const observer = /** @type {IntersectionObserver} */ (
  FULL &&
    new IntersectionObserver((entries) => entries.map(see), {
      // A ladder: an element of any height crosses one of them while it fills half the screen.
      threshold: [0.5, 0.25, 0.1, 0.05, 0.02]
    })
)

const mutations = /** @type {MutationObserver} */ (
  FULL &&
    new MutationObserver(() => {
      timer ||= setTimeout(guard(scan), RESCAN_AFTER)
    })
)

/**
 * Watch a document or shadow root, and the open shadow roots in it. Watching twice changes nothing.
 * @param {any} root
 */
export const watch = (root) => {
  mutations.observe(root, { childList: true, subtree: true })
  // A submit event does not leave its shadow root.
  root.addEventListener('submit', tellForm, true)
  root
    .querySelectorAll('form,[data-leadpump-magnet],[data-leadpump-section]')
    .forEach((/** @type {Element} */ element) => observer.observe(element))
  root.querySelectorAll('*').forEach((/** @type {Element} */ element) => element.shadowRoot && watch(element.shadowRoot))
}

const scan = () => {
  timer = 0
  watch(document)
}

/** Look at everything afresh: an observer speaks again of what is already on screen only when it starts anew. */
export const restartSeen = () => {
  observer.disconnect()
  scan()
}
