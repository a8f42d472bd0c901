export { BAND, CORRUPT, DONE, LIMIT, UNSUPPORTED, WANT } from '../status'

/** Status inside the decoder: a step is finished. */
export const READY = 16
