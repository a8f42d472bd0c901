/** More input is needed. */
export const WANT = 0
/** The frame and the first scan header are read. */
export const HEADER = 1
/** One more MCU row of every component is ready. */
export const BAND = 2
/** There are no more bands. */
export const DONE = 3
export { CORRUPT, LIMIT, UNSUPPORTED } from '../status'

/** Between parts of the decoder: a step is finished. */
export const READY = 16
