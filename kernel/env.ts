// Imports that the kernel gives to `side.wasm`, `vp8-encoder.wasm` and `jxl-encoder.wasm`. The
// compiler uses this file's name as the imported module's name.

/** Allocates a zeroed block in the kernel's heap, as `alloc` in `heap.ts` does. */
export declare function alloc(bytes: usize): usize
