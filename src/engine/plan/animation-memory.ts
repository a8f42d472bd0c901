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

/** Returns the maximum length in bytes of an animated file: the sum of all frames. */
export const longestAnimation = (
  size: Size,
  settings: EncodeSettings,
  { frames }: PlannedAnimation,
): number => MIN_BYTES + frames * frameBytes(size, settings)

/** Bytes per pixel of frames that change throughout. Photographs take 0.2 at quality 77. */
const LIKELY_BYTES = { lossy: 1 / 4, lossless: 1 }

/** Returns the length in bytes that an animated file of many changes is likely to have. */
export function likelyAnimation(
  { width, height }: Size,
  settings: EncodeSettings,
  { frames }: PlannedAnimation,
): number {
  const each = LIKELY_BYTES[isLossless(settings) ? 'lossless' : 'lossy']
  return frames * (FRAME_OVERHEAD + each * width * height)
}

/**
 * Returns the size in bytes of the kernel memory for the previous picture, with which each frame is
 * compared, and for its masks.
 */
export const shownMemory = (size: Size): number => heapBytes(onePicture(size)) + masksMemory(size)
