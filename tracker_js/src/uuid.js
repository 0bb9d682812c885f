/** A random UUID, version 4. crypto.randomUUID is missing where the page is plain http. */
export const uuid = () =>
  '00000000-0000-4000-8000-000000000000'.replace(/0/g, () =>
    (crypto.getRandomValues(new Uint8Array(1))[0] & 15).toString(16)
  )
