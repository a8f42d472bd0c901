import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'

/** Returns the kernel memory in bytes for decoding a GIF image to rows on its screen. */
export const rowsMemory = ({ width, height }: Size, interlaced: boolean): number =>
  sizes().gifBytes(0, width, height, Number(interlaced))

/**
 * Returns the kernel memory in bytes for painting GIF images with any size on a canvas, without the
 * canvas.
 */
export const paintingMemory = ({ width, height }: Size): number => sizes().gifBytes(1, width, height, 0)
