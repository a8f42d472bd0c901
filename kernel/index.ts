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
 * Address to which callers write a parameter record. Functions with more than five parameters take
 * such a record.
 */
export const argumentsAt: usize = memory.data(ARGUMENTS_BYTES, 16)

/**
 * Address after the static data in `kernel.wasm`. It must not exceed `SIDE_START` in `layout.ts`.
 */
export const staticEnd: usize = __heap_base
