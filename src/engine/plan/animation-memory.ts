import { type EncodeSettings, isLossless } from '../formats/codec.ts'
import { FRAME_OVERHEAD } from '../formats/webp/animation-writer.ts'
import { partMemory } from '../formats/webp/encoder.ts'
import { losslessPartMemory } from '../formats/webp/lossless-memory.ts'
import { masksMemory } from '../ops/animation-masks.ts'
import { onePicture } from '../ops/operation.ts'
import type { Size } from '../picture/size.ts'
import { heapBytes } from '../wasm/heap.ts'

/** Properties of an animation from which its output is planned. */
export interface AnimationInputs {
  /** Number of frames, at least 2. */
  readonly frames: number
  /** Maximum bytes of buffers outside of WebAssembly. */
  readonly buffers: number
}

/** Plan of an animated output. */
export interface PlannedAnimation {
  /** Number of frames of the original. Consecutive equal frames become one frame of the output. */
  readonly frames: number
  /** Maximum length of the encoded animation in bytes. */
  readonly maxBytes: number
}

/**
 * Maximum share of the buffers for the encoded file. A second copy exists while the file grows or
 * gets metadata.
 */
const FILE_SHARE = 2 / 5
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
  return FRAME_OVERHEAD + (isLossless(settings) ? losslessPartMemory(size).output : lossy)
}

/**
 * Plans the length of the animated file: the sum of all frames, limited to the file's share of the
 * buffers.
 */
export function plannedAnimation(
  size: Size,
  settings: EncodeSettings,
  { frames, buffers }: AnimationInputs,
): PlannedAnimation {
  const all = MIN_BYTES + frames * frameBytes(size, settings)
  return { frames, maxBytes: Math.floor(Math.min(all, buffers * FILE_SHARE)) }
}

/**
 * Returns the size in bytes of the kernel memory for the previous picture, with which each frame is
 * compared, and for its masks.
 */
export const shownMemory = (size: Size): number => heapBytes(onePicture(size)) + masksMemory(size)

/**
 * Returns the size in bytes of the memory that encoding any part of a picture takes, and the
 * maximum length of the result in bytes.
 */
export function encodingMemory(size: Size, settings: EncodeSettings, { maxBytes }: PlannedAnimation): number {
  return partMemory(size, settings) + FILE_COPIES * maxBytes
}
