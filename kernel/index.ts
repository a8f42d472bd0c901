import { ARGUMENTS_BYTES } from './layout'

export * from './alph'
export * from './effects'
export * from './gif'
export { alloc, heapCheckpoint } from './heap'
export * from './inflate'
export * from './jpeg'
export * from './jpeg-encode'
export * from './pixels'
export * from './png'
export { heapKeep, heapRestore } from './release'
export * from './resample'
export * from './trim'
export * from './vp8'
export * from './vp8l'

/**
 * Address to which callers write the parameters of functions that take a record of parameters,
 * because they need more than five.
 */
export const argumentsAt: usize = memory.data(ARGUMENTS_BYTES, 16)

/**
 * Address of the end of the static data of `kernel.wasm`. It must not exceed `SIDE_START` in
 * `layout.ts`.
 */
export const staticEnd: usize = __heap_base
