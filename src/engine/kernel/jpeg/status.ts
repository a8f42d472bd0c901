/** Status: more input is needed. */
export const WANT = 0
/** Status: the frame header and the first scan header are read. */
export const HEADER = 1
/** Status: the next band (the next row of MCUs, in the planes of all components) is ready. */
export const BAND = 2
/** Status: there are no more bands. */
export const DONE = 3
export { CORRUPT, LIMIT, UNSUPPORTED } from '../status'

/**
 * Internal status: a step of the decoder is finished. It is never returned to callers of the
 * kernel.
 */
export const READY = 16
