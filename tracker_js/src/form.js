import { send, sendOnce } from './event.js'
import { guard, listen } from './guard.js'
import { magnetOf } from './magnet.js'
import { find, label, nearest } from './nearest.js'
import { uuid } from './uuid.js'
import { told } from './view.js'

/**
 * Whether the form can bring a lead: it neither searches, nor logs in, nor only closes a dialog.
 * @param {Element} form
 */
const bringsLead = (form) =>
  !(
    nearest(form, '[role=search],search,[method=dialog]') ||
    find(form, '[type=password]') ||
    (find(form, '[type=search]') && !find(form, '[type=email],[type=tel]'))
  )

/**
 * Record something of a form, once.
 * @param {'form_view' | 'form_start' | 'form_submit'} name
 * @param {Element} form
 */
export const tellForm = (name, form) => {
  if (!bringsLead(form)) return
  const fields = {
    form:
      label(form, 'data-leadpump-form') ||
      label(form, 'id') ||
      label(form, 'name') ||
      new URL(label(form, 'action') || '', document.baseURI).pathname.slice(0, 200),
    magnet: magnetOf(form)
  }
  if (name != 'form_submit') return sendOnce(name, fields)
  // A double click and a corrected second attempt are the same lead.
  const again = told.get(form)
  const id = /** @type {string} */ (again) || uuid()
  const field = find(form, '[name=leadpump_id]')
  if (field) field.value = id
  told.set(form, id)
  again || send(name, { id, ...fields })
}

const submit = guard((/** @type {any} */ event) => tellForm('form_submit', event.target))

const start = (/** @type {Event} */ event) => {
  const [node] = /** @type {Element[]} */ (event.composedPath())
  const form = nearest(node, 'form')
  if (!form) return
  // A submit event does not leave its shadow root.
  node.getRootNode().addEventListener('submit', submit, true)
  tellForm('form_start', form)
}

export const startForms = () => {
  listen('submit', submit)
  // Not focus: a script or autofocus sets that as well.
  listen('click keydown input', start)
}
