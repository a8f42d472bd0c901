import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'

/**
 * Returns the size in bytes of the kernel memory that decoding a GIF image to rows of its screen
 * takes.
 */
export const rowsMemory = ({ width, height }: Size, interlaced: boolean): number =>
  sizes().gifBytes(0, width, height, Number(interlaced))

/**
 * Returns the size in bytes of the kernel memory that painting GIF images of any size on a canvas
 * takes, without the canvas.
 */
export const paintingMemory = ({ width, height }: Size): number => sizes().gifBytes(1, width, height, 0)
