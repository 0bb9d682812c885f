import { discreet } from './consent.js'
import { send } from './event.js'
import { follow } from './link.js'
import { label, marked, nearest } from './nearest.js'
import { told } from './pageview.js'
import { watch } from './seen.js'
import { uuid } from './uuid.js'

/**
 * The field last touched, of a form that was not submitted since.
 * @type {any}
 */
let touched

/**
 * Record something of the form that the node is, or is part of, once. Which forms bring a lead, and which only search or
 * log in, the collector tells by their role and the types of their controls.
 *
 * The last three are no parameters, but variables: a parameter with a default is the shortest way to write one.
 * @param {any} node
 * @param {'' | 'view' | 'start' | 'field'} [step] '': it is submitted
 */
export const tellForm = (
  node,
  step = '',
  form = nearest(node, 'form'),
  // Of the form in this view: a double click and a corrected second attempt are the same lead.
  id = told.get(form) || uuid(),
  said = /** @type {any} */ ({})
) => {
  if (form) {
    // A text, no array: a page may have given arrays a way of their own to be written.
    let search = `${nearest(form, '[role=search],[method=dialog],search')}`
    told.set(form, id)
    // Not by its length: in a form, a field of that name hides it.
    for (let at = 0, control; (control = form[at++]); ) {
      search += ',' + control.type
      // The lead's id for the form, and the values that its author declared. No other value is ever read.
      if (FULL && !step && !discreet()) {
        if (control.name == 'leadpump_id') control.value = id
        // data-leadpump-field="email" is "leadpumpField" here, and its value is told as "leadpumpFieldemail".
        for (const kind in control.dataset)
          // Not of a box or button that was not chosen: in numbers, what chooses (1) > chosen (0).
          if (/pump[AF]/.test(kind) && !(/radio|box/.test(control.type) > control.checked))
            // In an array, since nothing is the empty text there; an element's own value may be a number.
            said[kind + control.dataset[kind]] = `${[control.value]}`.slice(0, 500)
      }
    }
    if (FULL) touched = step == 'start' && node != form && label(node, 'name') ? node : step && touched
    send(
      'form_' + step,
      {
        // Without any, the collector takes the page's path. Plug-ins write the page's own address into the action, campaign
        // and all: its query stays here, in every mode of the build that has modes.
        form:
          (FULL && marked(form, 'form')) ||
          label(form, 'id') ||
          label(form, 'name') ||
          (FULL ? label(form, 'action')?.replace(/[?#].*/, '') : label(form, 'action')),
        search,
        // Only the name of a field is ever told.
        ...(FULL && { field: label(node, 'name'), said })
      },
      form,
      step + id
    )
  }
}

/** Say which field was the last one touched, of a form that was not submitted: once, as later views are not the form's. */
export const tellTouched = () => (touched = touched && tellForm(touched, 'field'))

/**
 * A click or an input: it may follow a link, or begin a form. Not focus: a script or autofocus sets that as well. Nor a key:
 * what it changes is an input, and Enter only sends.
 * @param {any} event
 */
export const act = (event) => {
  const path = event.composedPath()
  const link = path.find((/** @type {any} */ node) => /^a(rea)?$/.test(node.localName))
  // auxclick also reports the right button, which follows nothing.
  link && event.button < 2 && follow(link)
  if (FULL) {
    const [node] = path
    // Shadow roots are met here at the latest: one may be attached without any sign. Of all that is on the path only they have
    // a mode. A button that sends the form does not begin it: in one that was filled in before it is the first that is touched,
    // and what follows at once was not typed.
    ;/image|submit/.test(/** @type {any} */ (path.map((/** @type {any} */ node) => (node.mode && watch(node)) || node.type))) ||
      tellForm(node, 'start')
  }
}
