import type { Size } from '../../picture/size.ts'
import { rgbaStripsMemory } from '../../rows/rgba-strips.ts'
import { canvasBytes } from '../canvas.ts'
import { vp8Planes } from './vp8.ts'
import { maxVp8Bytes, vp8Memory } from './vp8-memory.ts'
import { alphMemory, vp8lMemory } from './vp8l-memory.ts'

/** Bytes beside its samples that alpha may take: an encoder may store the samples as they are. */
const ALPHA_SLACK = 65_536

/** Most bytes that the VP8 image of a frame, and its alpha, may have. */
export const maxBytes = (canvas: Size) => ({
  pixels: maxVp8Bytes(canvas),
  alpha: canvas.width * canvas.height + ALPHA_SLACK,
})

/** VP8L's sides have 14 bits, less one. */
const MAX_SIDE = 16_384

/** Larger than every lossless image on a canvas. */
export const maxLossless = ({ width, height }: Size): Size => ({
  width: Math.min(width, MAX_SIDE),
  height: Math.min(height, MAX_SIDE),
})

/**
 * Bytes of the kernel's memory that the frames of an animation take, and the alpha that is copied into it: the canvas, the
 * buffers of lossless images, which frames share, and those of a lossy one with alpha, which are freed with it.
 * @param size length of the file; 0 if it is unknown
 */
export function framesMemory(canvas: Size, size: number): number {
  const within = (most: number) => (size > 0 ? Math.min(size, most) : most)
  const most = maxBytes(canvas)
  const alpha = within(most.alpha)
  return [
    canvasBytes(canvas),
    vp8lMemory(maxLossless(canvas)),
    vp8Memory({ ...canvas, bytes: within(most.pixels) }),
    alphMemory(canvas, alpha, false) + alpha,
    rgbaStripsMemory('ycc', vp8Planes(canvas)),
  ].reduce((sum, bytes) => sum + bytes)
}
