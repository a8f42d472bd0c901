import type { FramesFacts } from '../formats/animation-decoder.ts'
import { type EncodeSettings, isLossless } from '../formats/codec.ts'
import { FRAME_OVERHEAD } from '../formats/webp/animation-writer.ts'
import { maxPart } from '../formats/webp/encoder.ts'
import { masksMemory } from '../ops/animation-masks.ts'
import { onePicture } from '../ops/operation.ts'
import type { Size } from '../picture/size.ts'
import { heapBytes } from '../wasm/heap.ts'

/** Animation from which an animated output is made. */
export interface PlannedAnimation extends FramesFacts {
  /** The original's frame count, at least 2. Consecutive equal frames become one output frame. */
  readonly frames: number
}

/**
 * Planned length for a lossy frame, in bytes per pixel. At quality 77, noise takes 1.1 bytes and
 * photographs take 0.2 (2026-11-26).
 */
const LOSSY_BYTES = 2
/**
 * Minimum planned length for a lossy frame in bytes. A frame with 8 × 8 pixels of noise and alpha
 * takes up to 270.
 */
const MIN_FRAME = 512
const MIN_BYTES = 65_536

function frameBytes(size: Size, settings: EncodeSettings): number {
  const lossy = Math.max(MIN_FRAME, LOSSY_BYTES * size.width * size.height)
  return FRAME_OVERHEAD + (isLossless(settings) ? maxPart(size, settings) : lossy)
}

/** Returns an animated file's maximum length in bytes: the sum over all frames. */
export const longestAnimation = (
  size: Size,
  settings: EncodeSettings,
  { frames }: PlannedAnimation,
): number => MIN_BYTES + frames * frameBytes(size, settings)

/** Bytes per pixel in frames that change throughout. Photographs take 0.2 at quality 77. */
const LIKELY_BYTES = { lossy: 1 / 4, lossless: 1 }

/** Returns the likely length in bytes for an animated file with many changes. */
export function likelyAnimation(
  { width, height }: Size,
  settings: EncodeSettings,
  { frames }: PlannedAnimation,
): number {
  const each = LIKELY_BYTES[isLossless(settings) ? 'lossless' : 'lossy']
  return frames * (FRAME_OVERHEAD + each * width * height)
}

/**
 * Returns the kernel memory in bytes for the previous picture, with which each frame is compared,
 * and for its masks.
 */
export const shownMemory = (size: Size): number => heapBytes(onePicture(size)) + masksMemory(size)
