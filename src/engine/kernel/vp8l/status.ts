/** Status: more input is needed. */
export const WANT = 0
/** Status: rows are ready. */
export const BAND = 2
/** Status: there are no more rows. */
export const DONE = 3
export { CORRUPT, LIMIT, UNSUPPORTED } from '../status'

/** Status inside the decoder: a step is finished. */
export const READY = 16
