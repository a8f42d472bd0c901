// Constants that tools/kernel/modules.ts sets for some of the modules. The code tests them with
// `isDefined`.

/** Set for `side.wasm`, which allocates in the heap of a kernel. */
declare const SIDE: i32
/** Set for `sizes.wasm`, which has no memory and counts what is allocated. */
declare const COUNTING: i32
