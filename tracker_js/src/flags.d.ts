/** Set by build.mjs: which of the three builds this is. What a build leaves out is not in its file. */
/** Reading and acting: engagement, forms, links, own events, and retries. */
declare const READING: boolean
/** Everything: besides, sections, magnets, modes and consent, declared fields, routes, shadow roots. */
declare const FULL: boolean
