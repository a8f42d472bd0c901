/** Status: the frame header and the first scan header are read. */
export const HEADER = 1
// `BAND` means that a band is ready: an MCU row in the planes of all components.
export { BAND, CORRUPT, DONE, LIMIT, UNSUPPORTED, WANT } from '../status'

/** Internal status: a decoder step is finished. It is never returned to the kernel's callers. */
export const READY = 16
