/** Set by build.mjs. What a build leaves out is not in its file. */
/** Whether this is leadpump.js, not leadpump-reading.js: sections, magnets, modes and consent, declared fields, routes, shadow roots. */
declare const FULL: boolean
