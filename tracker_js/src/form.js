import { discreet } from './consent.js'
import { send, sendOnce } from './event.js'
import { listen } from './guard.js'
import { label, magnetOf, marked, nearest } from './nearest.js'
import { watch } from './seen.js'
import { uuid } from './uuid.js'
import { told } from './view.js'

/**
 * The form being filled, and the name of the field last touched in it.
 * @type {any}
 */
let touched = 0

/**
 * Whether the form can bring a lead: it neither searches, nor logs in, nor only closes a dialog.
 * @param {Element} form
 */
const bringsLead = (form) =>
  !(
    nearest(form, '[role=search],search,[method=dialog]') ||
    form.querySelector('[type=password]') ||
    (form.querySelector('[type=search]') && !form.querySelector('[type=email],[type=tel]'))
  )

/**
 * The values a form's author declared, by the names declared for them. No other value is ever read.
 * @param {Element} form
 * @param {'field' | 'answer'} kind
 */
const declared = (form, kind) => {
  const values = /** @type {any} */ ({})
  form.querySelectorAll(`[data-leadpump-${kind}]`).forEach((/** @type {any} */ field) => {
    if (field.checked || !/radio|box/.test(field.type)) values[/** @type {any} */ (marked(field, kind))] = field.value?.slice(0, 500)
  })
  return values
}

/**
 * Record something of a form, once.
 * @param {'form_view' | 'form_start' | 'form_field' | 'form_submit'} name
 * @param {Element} form
 * @param {string} [field]
 */
export const tellForm = (name, form, field) => {
  if (!bringsLead(form)) return
  const fields = /** @type {import('./event.js').Fields} */ ({
    // Without any, the collector takes the page's path.
    form: (FULL && marked(form, 'form')) || label(form, 'id') || label(form, 'name') || label(form, 'action'),
    magnet: magnetOf(form),
    props: FULL && field ? { field } : undefined
  })
  if (FULL && name != 'form_submit') return sendOnce(name, fields)
  // A double click and a corrected second attempt are the same lead.
  const again = told.get(form)
  const id = again || uuid()
  told.set(form, id)
  if (FULL) {
    touched = 0
    if (!discreet()) {
      form.querySelectorAll('[name=leadpump_id]').forEach((/** @type {any} */ input) => (input.value = id))
      fields.fields = declared(form, 'field')
      fields.answers = declared(form, 'answer')
    }
  }
  again || send(name, { id, ...fields })
}

/** Say which field was the last one touched, of a form that was not submitted. */
export const tellTouched = () => touched && tellForm('form_field', ...touched)

/** @param {any} event */
export const submit = (event) => tellForm('form_submit', event.target)

const start = (/** @type {Event} */ event) => {
  const [node] = /** @type {Element[]} */ (event.composedPath())
  const form = nearest(node, 'form')
  if (!form) return
  const field = label(node, 'name')
  if (field) touched = [form, field]
  // Met here at the latest: a shadow root may be attached without any sign.
  const root = node.getRootNode()
  root != document && watch(root)
  tellForm('form_start', form)
}

export const startForms = () => {
  listen('submit', submit)
  // Not focus: a script or autofocus sets that as well.
  if (FULL) listen('click keydown input', start)
}
