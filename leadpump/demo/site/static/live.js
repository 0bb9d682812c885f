// Shows on the page what the tag sends. It stands before the tag, and only listens.
;(() => {
  const said = ['form', 'magnet', 'section', 'target', 'scroll', 'engaged', 'value', 'currency', 'interactive',
    'consent', 'visitor', 'props', 'answers']
  const text = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

  const line = (event, status) => {
    const item = document.createElement('li')
    const name = document.createElement('strong')
    name.textContent = event.name
    const details = said.filter((key) => event[key] !== undefined && event[key] !== '').map((key) => `${key}: ${text(event[key])}`)
    // Contact details are sent, and not put on a screen.
    if (event.fields) details.push(`fields: ${Object.keys(event.fields).join(', ')}`)
    if (/pageview|consent/.test(event.name)) details.unshift(event.url.replace(location.origin, ''))
    const rest = document.createElement('span')
    rest.textContent = details.join(' · ')
    const answer = document.createElement('small')
    answer.textContent = status
    item.append(name, answer, rest)
    return item
  }

  const show = (body, status) => {
    const list = document.getElementById('live')
    document.getElementById('live-none').hidden = true
    for (const event of [].concat(JSON.parse(body))) list.prepend(line(event, status))
  }

  const ask = window.fetch
  window.fetch = (address, options) => {
    const answer = ask(address, options)
    if (/\/api\/event$/.test(String(address))) {
      answer.then(({ status }) => show(options.body, status), () => show(options.body, '…'))
    }
    return answer
  }
})()
