// What the kernel gives to `whole.wasm`. The compiler takes the name of this file as that of the imported module.

/** Allocates in the kernel's heap: see `heap.ts`. */
export declare function alloc(bytes: usize): usize
