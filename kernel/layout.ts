// Addresses in the memory that `kernel.wasm` shares with `side.wasm`, `vp8-encoder.wasm` and
// `jxl-encoder.wasm`. The static data in `kernel.wasm` comes first, then the other modules' static
// data in this order, then the heap.

/**
 * Start of the static data in `side.wasm`. The build passes it to the compiler as `--memoryBase`.
 */
export const SIDE_START: usize = 47104
/**
 * Length in bytes of the area at `argumentsAt`. If a call needs a parameter record, its values are
 * written there.
 */
export const ARGUMENTS_BYTES: i32 = 128
/**
 * Start of the static data in `vp8-encoder.wasm`. The build passes it to the compiler as
 * `--memoryBase`.
 */
export const VP8_ENCODER_START: usize = 49152
/**
 * Start of the static data in `jxl-encoder.wasm`. The build passes it to the compiler as
 * `--memoryBase`.
 */
export const JXL_ENCODER_START: usize = 62464
/**
 * Start of the heap. With the header of a block it lies in the first page, because plans count two
 * pages for it (`KERNEL_PAGES` in `src/memory/classes.ts`).
 */
export const HEAP_START: usize = 65472
