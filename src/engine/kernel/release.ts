import { forgetBlocks } from './blocks'
import { freeFrom } from './heap'
import { forgetResamplers } from './resample/resampler'

/**
 * Frees all blocks that were allocated since `heapMark`, those of `whole.wasm` among them, and zeroes their bytes; the
 * memory stays as large as it is. What was opened since must be opened again before it is used: handles of resamplers, and
 * the decoders, encoders and measurements, of which one of each kind is open at a time. What was opened before stays as it
 * is, unless it has taken blocks since.
 *
 * @param mark result of `heapMark`; earlier marks stay valid, later ones do not
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
