import { type SizesExports, start } from './generated/sizes.ts'

let started: SizesExports | undefined

/**
 * Returns functions that compute the memory in bytes that the kernel allocates. They are compiled
 * from the kernel's own sources. The first call starts their module, so importing it is cheap.
 * Unlike a kernel, the module has no memory, so plans call it before a kernel is started. For work
 * that is too large for the kernel, the result is more bytes than any memory has.
 * @example sizes().vp8lBytes(4000, 3000) // about 14.7 MB
 */
export function sizes(): SizesExports {
  started ??= start({})
  return started
}
