// Exports of `side.wasm`: functions on whole pictures that few requests need. The module uses a
// kernel's memory and allocates with the kernel's `alloc`.
import { ARGUMENTS_BYTES } from './layout'

export * from './alph-encode'
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
export * from './palette'
export { similarityMean, similarityOpen, similarityRows } from './similarity/ssim'
export * from './vp8l-encode'

/**
 * Address to which callers write a parameter record. Functions with more than five parameters take
 * such a record.
 */
export const argumentsAt: usize = memory.data(ARGUMENTS_BYTES, 16)

/**
 * Address after the static data in `side.wasm`. It must not exceed `VP8_ENCODER_START` in
 * `layout.ts`.
 */
export const staticEnd: usize = __heap_base
