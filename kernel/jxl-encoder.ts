// Exports of `jxl-encoder.wasm`, which encodes JPEG XL. The module uses the memory of a kernel and
// allocates with the kernel's `alloc`.
import { ARGUMENTS_BYTES } from './layout'

export * from './jxl'

/**
 * Address to which callers write the parameters of functions that take a record of parameters,
 * because they need more than five.
 */
export const argumentsAt: usize = memory.data(ARGUMENTS_BYTES, 16)

/**
 * Address of the end of the static data of `jxl-encoder.wasm`. It must not exceed `HEAP_START` in
 * `layout.ts`.
 */
export const staticEnd: usize = __heap_base
