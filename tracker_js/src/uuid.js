/**
 * A random UUID, version 4. crypto.randomUUID is missing where the page is plain http, and Math.random starts from 32
 * bits in Safari: of 100,000 page views some would share their ids.
 */
export const uuid = () =>
  '00000000-0000-4000-8000-000000000000'.replace(/0/g, () =>
    (crypto.getRandomValues(new Uint8Array(1))[0] & 15).toString(16)
  )
