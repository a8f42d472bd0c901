/** Status: the frame header and the first scan header are read. */
export const HEADER = 1
// A band is a row of MCUs, in the planes of all components.
export { BAND, CORRUPT, DONE, LIMIT, UNSUPPORTED, WANT } from '../status'

/**
 * Internal status: a step of the decoder is finished. It is never returned to callers of the
 * kernel.
 */
export const READY = 16
