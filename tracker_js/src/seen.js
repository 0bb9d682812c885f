import { look, shown } from './engagement.js'
import { send } from './event.js'
import { tellForm } from './form.js'
import { leadpump } from './main.js'
import { marked } from './nearest.js'

const RESCAN_AFTER = 200

const observer = /** @type {IntersectionObserver} */ (
  FULL &&
    new IntersectionObserver(
      (entries) =>
        entries.map((entry) => {
          const target = entry.target
          // It fills half the screen, for one too tall to have half of it on screen.
          const inView = entry.intersectionRect.height >= innerHeight / 2 || entry.intersectionRatio >= 0.5
          const section = marked(target, 'section')
          const magnet = marked(target, 'magnet')
          look()
          section && (inView ? shown.add(section) : shown.delete(section))
          if (inView) {
            magnet && send('magnet', 0, target, 'magnet' + magnet)
            tellForm(target, 'view')
          }
        }),
      // A ladder, each step about half the one before: an element of up to 50 screens crosses one of them while it fills
      // half the screen.
      { threshold: [0.5, 0.25, 0.13, 0.07, 0.04, 0.02] }
    )
)

const mutations = /** @type {MutationObserver} */ (
  FULL &&
    new MutationObserver(() => {
      mutations.disconnect()
      setTimeout(watch, RESCAN_AFTER, document)
    })
)

/**
 * Watch a document or shadow root, and the open shadow roots in it. Watching twice changes nothing.
 * @param {any} root
 */
export const watch = (root) => {
  mutations.observe(root, { childList: true, subtree: true })
  // A submit event does not leave its shadow root.
  root.addEventListener('submit', leadpump, true)
  root
    .querySelectorAll('form,[data-leadpump-magnet],[data-leadpump-section]')
    .forEach((/** @type {Element} */ element) => observer.observe(element))
  root.querySelectorAll('*').forEach((/** @type {Element} */ element) => element.shadowRoot && watch(element.shadowRoot))
}

/** Look at everything afresh: an observer speaks again of what is already on screen only when it starts anew. */
export const restartSeen = () => {
  observer.disconnect()
  watch(document)
}
