// Entry of `whole.wasm`: operations on whole pictures that few requests need. The module imports
// the memory and `alloc` of a kernel.
export { changesBottom, changesFind, changesLeft, changesRight, changesTop } from './changes'
export * from './mark'
export * from './masks'
export * from './vp8l-encode'

/** End of the static data of `whole.wasm`. It must not exceed `HEAP_START` in `layout.ts`. */
export const staticEnd: usize = __heap_base
