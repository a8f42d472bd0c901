/** Status: more input is needed. */
export const WANT = 0
/** Status: the next rows of each plane are ready. */
export const BAND = 2
/** Status: there are no more bands. */
export const DONE = 3
export { CORRUPT, UNSUPPORTED } from '../status'

/**
 * Internal status of the decoder: a step is finished. It is never returned to callers of the
 * kernel.
 */
export const READY = 16
