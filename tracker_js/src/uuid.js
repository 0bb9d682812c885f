/**
 * A random UUID in the short way of writing it: 32 digits without hyphens. The first is an "a", so that no spreadsheet
 * takes an id for a number. The others are decimal: over 100 random bits. (crypto.randomUUID is missing where the page is
 * plain http, and Math.random starts from 32 bits in Safari: of 100,000 page views some would share their ids.)
 */
export const uuid = () => 'a' + crypto.getRandomValues(new Uint32Array(5)).join('').slice(0, 31)
