import { start } from './generated/sizes.ts'

/**
 * Functions that return the size in bytes of the memory that the kernel allocates, compiled from
 * the kernel's own sources. Unlike a kernel, the module has no memory, so plans call it before a
 * kernel is started. For work that is too large for the kernel, the result is more bytes than any
 * memory has.
 * @example sizes.vp8lBytes(4000, 3000) // about 14.7 MB
 */
export const sizes = start({})
