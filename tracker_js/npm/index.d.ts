/** Options of a custom event. See docs/tag.md for limits. */
export interface EventOptions {
  /** Up to 30 properties; names up to 64 characters. */
  props?: Record<string, string | number | boolean | null>
  value?: number
  /** ISO 4217, in capitals. */
  currency?: string
  magnet?: string
  form?: string
  section?: string
  /** `false` if it is not the visitor's doing: it then does not end a bounce. */
  interactive?: boolean
}

/** `window.leadpump`. It never throws: a mistake is told in the console. */
export interface Leadpump {
  /** Record an event of your own, of the present page view. */
  (command: 'event', name: string, options?: EventOptions): void
  /** End the present page view and begin another at the present address. */
  (command: 'pageview'): void
  /** Say what the visitor chose; for `data-mode="consent"`. */
  (command: 'consent', choice: 'granted' | 'denied'): void
  /** Measure this visitor no more, on later visits either. */
  (command: 'optout'): void
  /** Measure them again. */
  (command: 'optin'): void
}

export type Mode = 'cookieless' | 'exempt' | 'consent'
export type Manager = 'tcf' | 'google' | 'tarteaucitron' | 'axeptio' | 'didomi'

export interface LoadOptions {
  /** Name of the site in your Leadpump. */
  site: string
  /** Where your Leadpump is reached: `https://stats.example.fr`, or a path of the page's own host such as `/stats/`. */
  host: string
  /** `cookieless` if not given. */
  mode?: Mode
  /** The adapter of a consent manager: its name, or its name and options, as in `{ manager: 'tcf', purposes: '1 8' }`. */
  consent?: Manager | ({ manager: Manager } & Record<string, string | boolean>)
  /** Another build of the tag, or a versioned one. */
  file?: string
  /** Hash of the versioned file, as the site's installation page shows it. */
  integrity?: string
  /** Of the page's Content-Security-Policy. */
  nonce?: string
  /** Further attributes of the tag, without `data-`. */
  data?: Record<string, string | boolean>
}

/** Load the tag, once: a second call does nothing, nor does one on a server. */
export function load(options: LoadOptions): void

/** Call the tag. Before it has arrived the call waits; on a server nothing happens. */
export const leadpump: Leadpump

declare global {
  interface Window {
    leadpump?: Leadpump
  }
}
