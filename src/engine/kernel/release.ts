import { forgetBlocks } from './blocks'
import { freeFrom } from './heap'
import { forgetResamplers } from './resample/resampler'

/**
 * Frees all blocks that were allocated since `heapCheckpoint`, those of `side.wasm` among them, and
 * zeroes their bytes; the memory stays as large as it is. What was opened since must be opened
 * again before it is used: handles of resamplers, and the decoders, encoders and measurements, of
 * which one of each kind is open at a time. What was opened before stays as it is, unless it has
 * taken blocks since.
 *
 * @param checkpoint result of `heapCheckpoint`; earlier ones stay valid, later ones do not
 * @example
 * const checkpoint = kernel.heapCheckpoint()
 * encode(frame)
 * kernel.heapRestore(checkpoint)
 */
export function heapRestore(checkpoint: usize): void {
  freeFrom(checkpoint)
  forgetBlocks(checkpoint)
  forgetResamplers(checkpoint)
}
