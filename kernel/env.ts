// Imports that the kernel gives to `side.wasm`, `vp8-encoder.wasm` and `jxl-encoder.wasm`. The
// compiler takes the name of this file as that of the imported module.

/** Allocates a zeroed block in the heap of the kernel, as `alloc` in `heap.ts` does. */
export declare function alloc(bytes: usize): usize
