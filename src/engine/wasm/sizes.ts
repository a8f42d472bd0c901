import { start } from './generated/sizes.ts'

/**
 * Bytes that the kernel allocates, by the kernel's own sources. Unlike a kernel, the module has no
 * memory: plans call it before any kernel is started. What is too large for the kernel takes more
 * bytes than any memory has.
 * @example sizes.vp8lBytes(4000, 3000) // about 14.7 MB
 */
export const sizes = start({})
