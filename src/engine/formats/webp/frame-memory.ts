import type { Size } from '../../picture/size.ts'
import { partStripsMemory } from '../../rows/rgba-strips.ts'
import type { FramesFacts, FramesMemory } from '../animation-decoder.ts'
import { canvasBytes } from '../canvas.ts'
import { vp8Planes } from './vp8.ts'
import { maxVp8Bytes, vp8Memory } from './vp8-memory.ts'
import { alphMemory, vp8lMemory } from './vp8l-memory.ts'

/**
 * Maximum bytes by which a frame's alpha data may exceed one byte per sample. An encoder may store
 * the samples without compression.
 */
const ALPHA_SLACK = 65_536

/**
 * Returns the maximum lengths in bytes for a frame's VP8 image and its alpha. A longer frame is
 * rejected.
 */
export const maxBytes = (canvas: Size) => ({
  pixels: maxVp8Bytes(canvas),
  alpha: canvas.width * canvas.height + ALPHA_SLACK,
})

/** Maximum width and height in VP8L, which stores them minus one in 14 bits. */
const MAX_SIDE = 16_384

/** Returns the maximum width and height for lossless images in an animation with this canvas. */
export const maxLossless = ({ width, height }: Size): Size => ({
  width: Math.min(width, MAX_SIDE),
  height: Math.min(height, MAX_SIDE),
})

/**
 * Returns the maximum kernel memory for decoding an animation's frames:
 *
 * - throughout: the canvas
 * - for one frame: the buffers for a lossless image, or the buffers for a lossy image with alpha,
 *   and the alpha data before it is copied into the kernel
 *
 * @param byteLength the file's length in bytes; 0 if it is unknown
 */
export function framesMemory(canvas: Size, byteLength: number, { longest }: FramesFacts): FramesMemory {
  const within = (max: number) => Math.min(byteLength > 0 ? byteLength : max, longest, max)
  const limits = maxBytes(canvas)
  const alpha = within(limits.alpha)
  const lossless = vp8lMemory(maxLossless(canvas))
  const lossy =
    vp8Memory({ ...canvas, bytes: within(limits.pixels) }) +
    Math.max(...[false, true].map((compressed) => alphMemory(canvas, alpha, compressed))) +
    alpha +
    partStripsMemory(vp8Planes(canvas))
  return { throughout: canvasBytes(canvas), frame: Math.max(lossless, lossy) }
}
