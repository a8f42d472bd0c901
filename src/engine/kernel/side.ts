// Built to `side.wasm`: work on whole pictures that few requests need. It uses the memory of a
// kernel, and its `alloc`.
export { changesBottom, changesFind, changesLeft, changesRight, changesTop } from './changes'
export * from './mark'
export {
  masksApply,
  masksBlend,
  masksBottom,
  masksFind,
  masksLeft,
  masksOpen,
  masksRight,
  masksSaved,
  masksSettle,
  masksTop,
} from './masks'
export * from './vp8l-encode'

/** Where values of a call go that does not fit five parameters. */
export const argumentsAt: usize = memory.data(128, 16)

/** End of the static data of `side.wasm`. It must not exceed `HEAP_START` in `layout.ts`. */
export const staticEnd: usize = __heap_base
