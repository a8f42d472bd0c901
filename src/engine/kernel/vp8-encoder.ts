// Exports of `vp8-encoder.wasm`, which encodes lossy WebP. The module uses the memory of a kernel
// and allocates with the kernel's `alloc`.
export * from './vp8-encode'

/**
 * Address of the end of the static data of `vp8-encoder.wasm`. It must not exceed `HEAP_START` in
 * `layout.ts`.
 */
export const staticEnd: usize = __heap_base
