import type { Size } from '../../picture/size.ts'
import { rgbaStripsMemory } from '../../rows/rgba-strips.ts'
import { canvasBytes } from '../canvas.ts'
import { vp8Planes } from './vp8.ts'
import { maxVp8Bytes, vp8Memory } from './vp8-memory.ts'
import { alphMemory, vp8lMemory } from './vp8l-memory.ts'

/**
 * Maximum bytes by which the alpha data of a frame may exceed one byte per sample. An encoder may
 * store the samples without compression.
 */
const ALPHA_SLACK = 65_536

/**
 * Returns the maximum length in bytes of a frame's VP8 image together with its alpha. A longer
 * frame is rejected.
 */
export const maxBytes = (canvas: Size) => ({
  pixels: maxVp8Bytes(canvas),
  alpha: canvas.width * canvas.height + ALPHA_SLACK,
})

/** Maximum width and height in VP8L, which stores them minus one in 14 bits. */
const MAX_SIDE = 16_384

/** Returns the maximum width and height of the lossless images of an animation with this canvas. */
export const maxLossless = ({ width, height }: Size): Size => ({
  width: Math.min(width, MAX_SIDE),
  height: Math.min(height, MAX_SIDE),
})

/**
 * Returns the size in bytes of the memory that decoding the frames of an animation takes:
 *
 * - the canvas
 * - the buffers for lossless images, which all frames share
 * - the buffers for one lossy image with alpha, which are released after each frame
 * - the alpha data before it is copied into the kernel
 *
 * @param byteLength length of the file in bytes; 0 if it is unknown
 */
export function framesMemory(canvas: Size, byteLength: number): number {
  const within = (max: number) => (byteLength > 0 ? Math.min(byteLength, max) : max)
  const limits = maxBytes(canvas)
  const alpha = within(limits.alpha)
  return [
    canvasBytes(canvas),
    vp8lMemory(maxLossless(canvas)),
    vp8Memory({ ...canvas, bytes: within(limits.pixels) }),
    alphMemory(canvas, alpha, false) + alpha,
    rgbaStripsMemory('ycc', vp8Planes(canvas)),
  ].reduce((sum, bytes) => sum + bytes)
}
