import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'

/**
 * Returns the bytes of kernel memory that encoding a lossless WebP takes, without the picture.
 * Tokens are written in place of the picture. Encoding takes one eighth of a byte per pixel, at
 * most 4 MB for matches, and tables.
 */
export const losslessKernelMemory = ({ width, height }: Size): number => sizes.vp8lEncodeBytes(width, height)

/** Returns the maximum length in bytes of a lossless WebP. */
export const losslessOutput = ({ width, height }: Size, alpha: boolean): number =>
  sizes.vp8lEncodeMaxOutput(width, height, Number(alpha))

/**
 * Returns the maxima for encoding any part of a picture: the bytes of kernel memory (`kernel`) and
 * the length of the result in bytes (`output`).
 */
export function losslessPartMemory({ width, height }: Size): {
  readonly kernel: number
  readonly output: number
} {
  return {
    kernel: sizes.vp8lEncodePartBytes(width, height),
    output: sizes.vp8lEncodeMaxPartOutput(width, height),
  }
}
