/** Allocates in the heap of the kernel, which `whole.wasm` imports: see `heap.ts`. */
export declare function alloc(bytes: usize): usize
