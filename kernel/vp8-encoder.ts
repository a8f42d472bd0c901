// Exports of `vp8-encoder.wasm`, which encodes lossy WebP and makes its planes. The module uses a
// kernel's memory and allocates with the kernel's `alloc`.
import { ARGUMENTS_BYTES } from './layout'

export { smoothHidden } from './pixels/hidden'
export { rgbaToLimited } from './pixels/limited'
export { reduceRange } from './pixels/range'
export * from './vp8-encode'

/**
 * Address to which callers write a parameter record. Functions with more than five parameters take
 * such a record.
 */
export const argumentsAt: usize = memory.data(ARGUMENTS_BYTES, 16)

/**
 * Address after the static data in `vp8-encoder.wasm`. It must not exceed `HEAP_START` in
 * `layout.ts`.
 */
export const staticEnd: usize = __heap_base
