/** More input is needed. */
export const WANT = 0
/** Rows are ready. */
export const BAND = 2
/** There are no more rows. */
export const DONE = 3
export { CORRUPT, LIMIT, UNSUPPORTED } from '../status'

/** Between parts of the decoder: a step is finished. */
export const READY = 16
