export { BAND, CORRUPT, DONE, UNSUPPORTED, WANT } from '../status'

/** Internal decoder status: a step is finished. It is never returned to callers of the kernel. */
export const READY = 16
