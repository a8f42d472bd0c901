// Exports of `side.wasm`: functions on whole pictures that few requests need. The module uses the
// memory of a kernel and allocates with the kernel's `alloc`.
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
 * Address to which callers write the parameters of functions that take a record of parameters,
 * because they need more than five.
 */
export const argumentsAt: usize = memory.data(ARGUMENTS_BYTES, 16)

/**
 * Address of the end of the static data of `side.wasm`. It must not exceed `VP8_ENCODER_START` in
 * `layout.ts`.
 */
export const staticEnd: usize = __heap_base
