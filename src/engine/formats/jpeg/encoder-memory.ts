import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'

/**
 * Returns the size in bytes of the kernel memory that encoding a JPEG takes, without the planes
 * that the caller passes. In baseline mode, the number is the same for every picture. In
 * progressive mode, the encoder keeps the coefficients.
 * @param layout 0: gray; 1: chroma of the full width and height; 2: chroma of half of both
 * @param quality maximum quality
 * @param mode 0: baseline; 1: progressive; 2 is added for `effort=best`
 */
export const jpegEncoderMemory = (
  { width, height }: Size,
  layout: number,
  quality: number,
  mode: number,
): number => sizes().encodeBytes(width, height, layout, quality, mode)
