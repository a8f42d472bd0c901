import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'

/**
 * Returns the kernel memory in bytes for encoding a JPEG, without the planes that the caller
 * passes. In baseline mode, the number is the same for every picture. In progressive mode, the
 * encoder keeps the coefficients.
 * @param layout 0: gray; 1: chroma with full width and height; 2: chroma with half the width and
 *   height
 * @param quality maximum quality
 * @param mode 0: baseline; 1: progressive; 2 is added for `effort=best`
 */
export const jpegEncoderMemory = (
  { width, height }: Size,
  layout: number,
  quality: number,
  mode: number,
): number => sizes().encodeBytes(width, height, layout, quality, mode)
