// What the pages of trials do: forms, inserted parts, navigation, the banner. The tag is told of events and consent only.
;(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)]
  const on = (type, selector, action) => document.addEventListener(type, (event) => {
    const found = event.composedPath().find((node) => node.matches?.(selector))
    if (found) action(found, event)
  })

  // Shadow roots are not seen by styles nor by listeners of the document.
  for (const template of all('template[data-shadow]')) {
    const host = document.createElement('div')
    const root = host.attachShadow({ mode: 'open' })
    root.append(template.content.cloneNode(true))
    root.addEventListener('submit', (event) => send(event.target, event))
    template.replaceWith(host)
  }

  const send = (form, event) => {
    event.preventDefault()
    const id = form.elements.leadpump_id?.value
    const output = form.querySelector('output')
    output.textContent = [output.dataset.thanks, id].filter(Boolean).join(' ')
  }
  on('submit', 'form[data-ajax]', send)
  on('click', '[data-stop]', (_, event) => event.stopPropagation())
  on('click', '[data-insert]', (button) => {
    button.parentElement.replaceWith(document.getElementById('later').content.cloneNode(true))
  })
  on('click', '[data-event]', (button) => leadpump('event', ...JSON.parse(button.dataset.event)))
  on('click', '[data-command]', (button) => {
    leadpump(button.dataset.command)
    state()
  })

  // Navigation
  const where = () => {
    const place = document.getElementById('where')
    if (place) place.textContent = location.pathname + location.search + location.hash
  }
  on('click', '[data-push]', (button) => {
    for (const path of button.dataset.push.trim().split(' ')) history.pushState(null, '', path)
    where()
  })
  on('click', '[data-replace]', (button) => {
    history.replaceState(null, '', button.dataset.replace)
    where()
  })
  on('click', '[data-back]', () => history.back())
  addEventListener('popstate', where)
  addEventListener('hashchange', where)
  where()

  // Consent. The banner remembers an answer, so as not to ask again; nothing is remembered before.
  const banner = document.querySelector('[data-banner]')
  const KEY = 'demo-consent'
  const state = () => {
    if (!banner) return
    const choice = localStorage.getItem(KEY)
    banner.hidden = !!choice
    const answer = document.getElementById('answer')
    answer.textContent = answer.dataset[choice || 'none']
    const kept = document.getElementById('kept')
    kept.textContent = localStorage.getItem('leadpump') || kept.dataset.none
  }
  on('click', '[data-choice]', (button) => {
    const { choice } = button.dataset
    choice ? localStorage.setItem(KEY, choice) : localStorage.removeItem(KEY)
    leadpump('consent', choice || 'denied')
    state()
  })
  if (banner && localStorage.getItem(KEY)) leadpump('consent', localStorage.getItem(KEY))
  state()
})()
