// Functions of `kernel.wasm` that `whole.wasm` imports. The compiler uses the name of this file,
// `env`, as the name of the imported module.

/** Allocates a zeroed block in the heap of the kernel, as `alloc` in `heap.ts` does. */
export declare function alloc(bytes: usize): usize
