// tarteaucitron.js: https://github.com/AmauriC/tarteaucitron.js
import { options, tell } from './choice.js'

const service = options.service || 'leadpump'

// true, false, or not answered yet. The manager says so in events of the document, whenever it arrives.
const read = () => {
  const state = /** @type {any} */ (window).tarteaucitron?.state?.[service]
  tell(typeof state === 'boolean' ? state : undefined)
}

for (const change of ['added', 'allowed', 'disallowed']) document.addEventListener(`${service}_${change}`, read)
read()
