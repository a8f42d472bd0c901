import { forgetBlocks } from './blocks'
import { freeFrom } from './heap'
import { forgetResamplers } from './resample/resampler'

/**
 * Frees and zeroes all blocks that were allocated after a checkpoint, including those of
 * `side.wasm`. The memory does not shrink. Resamplers, decoders, encoders and measurements that
 * were opened after the checkpoint are closed, and must be opened again before they are used. Those
 * that were opened before it remain usable, unless they have allocated blocks since.
 *
 * @param checkpoint result of `heapCheckpoint`; earlier checkpoints stay valid, later ones do not
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
