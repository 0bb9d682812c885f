import { decide, optIn, optOut } from './consent.js'
import { send } from './event.js'
import { turn } from './pageview.js'

/**
 * What leadpump(command, …) can do.
 * @type {Record<string, (...args: any[]) => void>}
 */
export const commands = { event: send, pageview: turn, ...(FULL && { consent: decide, optout: optOut, optin: optIn }) }
