/** What the decoder answers, and what its parts tell each other. */

/** The bytes at hand are used up. */
export const WANT = 0
/** The frame and the first scan header are read. */
export const HEADER = 1
/** One more MCU row of every component can be read. */
export const BAND = 2
/** Every band has been given. */
export const DONE = 3
export { CORRUPT, LIMIT, UNSUPPORTED } from '../status'

/** Between parts: a step is finished, go on with the next. */
export const READY = 16
