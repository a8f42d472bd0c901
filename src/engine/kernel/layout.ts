// Addresses in the memory that `kernel.wasm` and `side.wasm` share: the static data of one, of the
// other, the heap.

/** The static data of `side.wasm`: `--memoryBase` in tools/kernel/modules.ts. */
export const SIDE_START: usize = 47104
/** Start of the heap. */
export const HEAP_START: usize = 49152
