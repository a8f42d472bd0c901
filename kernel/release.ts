import { forgetBlocks } from './blocks'
import { freeFrom, keepFrom } from './heap'
import { forgetResamplers } from './resample/resampler'

/**
 * Frees and zeroes all blocks that were allocated after a checkpoint, including those that
 * `side.wasm` allocated. The memory does not shrink. Resamplers, decoders, encoders and
 * measurements that were opened after the checkpoint are closed, and must be opened again before
 * they are used. Those that were opened before it remain usable, unless they have allocated blocks
 * since.
 *
 * @param checkpoint result from `heapCheckpoint`; earlier checkpoints stay valid, later ones do not
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

/**
 * Does the same as `heapRestore`, but keeps some bytes, which it moves to a new block at the
 * checkpoint.
 * @param from address of the bytes, after the checkpoint; they may extend over several blocks
 * @param bytes bytes that are kept
 * @param size length of the new block, at least `bytes`
 * @returns address of the new block; its other bytes are 0
 * @example
 * const checkpoint = kernel.heapCheckpoint()
 * const picture = decode(file)
 * const kept = kernel.heapKeep(checkpoint, picture.address, picture.length, picture.length)
 */
export function heapKeep(checkpoint: usize, from: usize, bytes: usize, size: usize): usize {
  const address = keepFrom(checkpoint, from, bytes, size)
  forgetBlocks(checkpoint)
  forgetResamplers(checkpoint)
  return address
}
