import { forgetBlocks } from './blocks'
import { freeFrom } from './heap'
import { forgetResamplers } from './resample/resampler'

/**
 * Frees and zeroes all blocks that were allocated since `heapMark`, including those of
 * `whole.wasm`. The memory does not shrink. Everything that was opened since then must be opened
 * again before use: resampler handles, decoders, encoders and measurements. Everything that was
 * opened earlier remains valid, unless it has allocated blocks since then.
 *
 * @param mark checkpoint from `heapMark`; earlier checkpoints remain valid, later ones do not
 * @example
 * const mark = kernel.heapMark()
 * encode(frame)
 * kernel.heapRelease(mark)
 */
export function heapRelease(mark: usize): void {
  freeFrom(mark)
  forgetBlocks(mark)
  forgetResamplers(mark)
}
