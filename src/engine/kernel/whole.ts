// Built to `whole.wasm`: work on whole pictures that few requests need. It uses the memory of a kernel, and its `alloc`.
export { changesBottom, changesFind, changesLeft, changesRight, changesTop } from './changes'
export * from './mark'
export * from './masks'
export * from './vp8l-encode'

/** Where its static data ends. */
export const staticEnd: usize = __heap_base
