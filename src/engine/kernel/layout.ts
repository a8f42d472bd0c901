// Addresses in the memory that `kernel.wasm` and `whole.wasm` share. The static data of
// `kernel.wasm` comes first, then the static data of `whole.wasm`, then the heap.

/**
 * Start of the static data of `whole.wasm`. It must equal its `--memoryBase` in
 * tools/kernel/modules.ts.
 */
export const WHOLE_START: usize = 47104
/** Start of the heap. */
export const HEAP_START: usize = 49152
