import { discreet } from './consent.js'
import { send, sendOnce } from './event.js'
import { label, marked, nearest } from './nearest.js'
import { told } from './pageview.js'
import { watch } from './seen.js'
import { uuid } from './uuid.js'

/**
 * What is to be told if the page is left now: the form being filled and the field last touched in it.
 * @type {any}
 */
let touched

/**
 * Record something of a form, once. Which forms bring a lead, and which only search or log in, the collector tells by
 * their role and the types of their controls.
 * @param {{target: any}} event or anything else whose target is the form
 * @param {'form_view' | 'form_start' | 'form_field' | 'form_submit'} [name]
 * @param {string} [field] name of one, never its value
 */
export const tellForm = ({ target }, name = 'form_submit', field) => {
  // Of the form in this view: a double click and a corrected second attempt are the same lead.
  const id = told.get(target) || uuid()
  const fields = /** @type {any} */ ({
    // Without any, the collector takes the page's path.
    form: (FULL && marked(target, 'form')) || label(target, 'id') || label(target, 'name') || label(target, 'action'),
    search: !!nearest(target, 'search,[role=search],[method=dialog]'),
    // As text: a page may have given arrays a way of their own to be written.
    types: `${[...target].map((control) => control.type)}`,
    ...(FULL ? { props: { field } } : { id })
  })
  told.set(target, id)
  if (FULL) {
    const submitted = name == 'form_submit'
    if (submitted) {
      fields.id = id
      touched = 0
      // The lead's id for the form, and the values that its author declared. No other value is ever read.
      if (!discreet())
        for (const control of target) {
          if (control.name == 'leadpump_id') control.value = id
          for (const kind of ['field', 'answer']) {
            const name = marked(control, kind)
            if (name && (control.checked || !/radio|box/.test(control.type)))
              fields[kind] = { ...fields[kind], [name]: control.value?.slice(0, 500) }
          }
        }
    }
    sendOnce(name + id, name, fields, !submitted, target)
  } else send('form_submit', fields)
}

/** Say which field was the last one touched, of a form that was not submitted. */
export const tellTouched = () => touched && tellForm(.../** @type {[any]} */ (touched))

/**
 * A click, a key or an input may begin a form. Not focus: a script or autofocus sets that as well.
 * @param {Event} event
 */
export const start = (event) => {
  const [node] = /** @type {Element[]} */ (event.composedPath())
  const target = nearest(node, 'form')
  if (target) {
    const field = label(node, 'name')
    if (field) touched = [{ target }, 'form_field', field]
    // Met here at the latest: a shadow root may be attached without any sign.
    const root = node.getRootNode()
    root != document && watch(root)
    tellForm({ target }, 'form_start')
  }
}
