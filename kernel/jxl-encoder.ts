// Exports of `jxl-encoder.wasm`, which encodes JPEG XL. The module uses a kernel's memory and
// allocates with the kernel's `alloc`.
import { ARGUMENTS_BYTES } from './layout'

export * from './jxl'

/**
 * Address to which callers write a parameter record. Functions with more than five parameters take
 * such a record.
 */
export const argumentsAt: usize = memory.data(ARGUMENTS_BYTES, 16)

/**
 * Address after the static data in `jxl-encoder.wasm`. It must not exceed `HEAP_START` in
 * `layout.ts`.
 */
export const staticEnd: usize = __heap_base
