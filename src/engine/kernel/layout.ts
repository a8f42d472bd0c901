// Addresses in the memory that `kernel.wasm` and `whole.wasm` share: the static data of one, of the other, the heap.

/** The static data of `whole.wasm`: `--memoryBase` in tools/kernel/modules.ts. */
export const WHOLE_START: usize = 47104
/** The heap. */
export const HEAP_START: usize = 49152
