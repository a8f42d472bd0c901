import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'

/** Bytes that the kernel keeps while it decodes an image to rows of a screen. */
export const rowsMemory = ({ width, height }: Size, interlaced: boolean): number =>
  sizes.gifBytes(0, width, height, Number(interlaced))

/**
 * Bytes that the kernel keeps while it paints images on a canvas, whatever their size, beside the
 * canvas.
 */
export const paintingMemory = ({ width, height }: Size): number => sizes.gifBytes(1, width, height, 0)
