import { type EncodeSettings, type FramesFacts, isLossless } from '../formats/codec.ts'
import { FRAME_OVERHEAD } from '../formats/webp/animation-writer.ts'
import { maxPart } from '../formats/webp/encoder.ts'
import { masksMemory } from '../ops/animation-masks.ts'
import { onePicture } from '../ops/operation.ts'
import type { Size } from '../picture/size.ts'
import { heapBytes } from '../wasm/heap.ts'

/** Animation of which an animated output is made. */
export interface PlannedAnimation extends FramesFacts {
  /**
   * Number of frames of the original, at least 2. Consecutive equal frames become one frame of the
   * output.
   */
  readonly frames: number
}

/**
 * Number of copies of the file that exist at a time: its blocks and the joined file, or the file
 * without and with metadata. A frame that is added is not longer than the file.
 */
const FILE_COPIES = 2

/**
 * Planned length of a lossy frame, in bytes per pixel. At quality 77, noise takes 1.1 bytes and
 * photographs take 0.2 (2026-11-26).
 */
const LOSSY_BYTES = 2
/**
 * Minimum planned length of a lossy frame in bytes. A frame of 8 × 8 pixels of noise with alpha
 * takes up to 270.
 */
const MIN_FRAME = 512
const MIN_BYTES = 65_536

function frameBytes(size: Size, settings: EncodeSettings): number {
  const lossy = Math.max(MIN_FRAME, LOSSY_BYTES * size.width * size.height)
  return FRAME_OVERHEAD + (isLossless(settings) ? maxPart(size, settings) : lossy)
}

/**
 * Plans the maximum length of an animated file in bytes: the sum of all frames, limited by the
 * buffers.
 * @param free bytes of the buffers that are free for the copies of the file
 */
export function plannedAnimationFile(
  size: Size,
  settings: EncodeSettings,
  { frames }: PlannedAnimation,
  free: number,
): number {
  const all = MIN_BYTES + frames * frameBytes(size, settings)
  return Math.min(all, Math.max(MIN_BYTES, Math.floor(free / FILE_COPIES)))
}

/**
 * Returns the size in bytes of the kernel memory for the previous picture, with which each frame is
 * compared, and for its masks.
 */
export const shownMemory = (size: Size): number => heapBytes(onePicture(size)) + masksMemory(size)

/** Returns the size in bytes of the copies of an animated file that exist at a time. */
export const animatedFileMemory = (maxFile: number): number => FILE_COPIES * maxFile
