// Constants that tools/kernel/modules.ts defines only for some WebAssembly modules. The code tests
// with `isDefined` if they are defined.

/**
 * Defined for `side.wasm`, `vp8-encoder.wasm` and `jxl-encoder.wasm`, whose blocks are allocated in
 * the `kernel.wasm` heap.
 */
declare const SIDE: i32
/**
 * Defined for `sizes.wasm`, which has no memory and only counts the bytes that would be allocated.
 */
declare const COUNTING: i32
