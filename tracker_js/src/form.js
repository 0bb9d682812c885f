import { send } from './event.js'
import { guard, listen } from './guard.js'
import { magnetOf } from './magnet.js'
import { find, label, nearest, rootOf } from './nearest.js'
import { uuid } from './uuid.js'

/** @type {WeakMap<Element, string>} */
let submissions
/** @type {WeakSet<Element>} */
let started

/**
 * Whether the form can bring a lead: it neither searches, nor logs in, nor only closes a dialog.
 * @param {Element} form
 */
export const bringsLead = (form) =>
  !(
    nearest(form, '[role=search],search,[method=dialog]') ||
    find(form, '[type=password]') ||
    (find(form, '[type=search]') &&
      !find(form, 'input:not([type]),[type=text],[type=email],[type=tel],textarea'))
  )

/**
 * @param {Element} form
 * @returns {string}
 */
const nameOf = (form) =>
  label(form, 'data-leadpump-form') ||
  label(form, 'id') ||
  label(form, 'name') ||
  new URL(label(form, 'action'), location.href).pathname.slice(0, 200)

/**
 * What an event says of its form.
 * @param {Element} form
 */
export const describe = (form) => ({ form: nameOf(form), magnet: magnetOf(form) })

const submit = guard((/** @type {Event} */ event) => {
  const form = /** @type {Element} */ (event.target)
  if (!bringsLead(form)) return
  const again = submissions.get(form)
  const id = again || uuid()
  const field = find(form, '[name=leadpump_id]')
  if (field) field.value = id
  submissions.set(form, id)
  // A double click and a corrected second attempt are the same lead.
  again || send('form_submit', { id, ...describe(form) })
})

const start = (/** @type {Event} */ event) => {
  const form = nearest(event.composedPath()[0], 'form')
  // Autofocus, or a script that sets the focus, is not the visitor.
  if (!form || started.has(form) || (navigator.userActivation && !navigator.userActivation.hasBeenActive)) return
  started.add(form)
  // A submit event does not leave its shadow root.
  rootOf(form).addEventListener('submit', submit, true)
  bringsLead(form) && send('form_start', describe(form), true)
}

export const restartForms = () => {
  submissions = new WeakMap()
  started = new WeakSet()
}

export const startForms = () => {
  listen('submit', submit)
  listen('focus', start)
  listen('input', start)
}
