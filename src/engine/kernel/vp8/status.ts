/** More input is needed. */
export const WANT = 0
/** The next rows of each plane are ready. */
export const BAND = 2
/** There are no more bands. */
export const DONE = 3
export { CORRUPT, UNSUPPORTED } from '../status'

/** Between parts of the decoder: a step is finished. */
export const READY = 16
