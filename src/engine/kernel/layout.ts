// Addresses in the memory that `kernel.wasm` and `side.wasm` share. The static data of
// `kernel.wasm` comes first, then the static data of `side.wasm`, then the heap.

/**
 * Start of the static data of `side.wasm`. The build passes it to the compiler as `--memoryBase`.
 */
export const SIDE_START: usize = 47104
/** Length in bytes of the area at `argumentsAt`, where values of a call go that need a record. */
export const ARGUMENTS_BYTES: i32 = 128
/** Start of the heap. */
export const HEAP_START: usize = 49152
