import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'

/**
 * Returns the kernel memory in bytes for encoding a lossless WebP, without the picture. Tokens are
 * written over the picture. Encoding takes memory for tables, one eighth of a byte per pixel, and
 * at most 4 MB for matches.
 */
export const losslessKernelMemory = ({ width, height }: Size): number =>
  sizes().vp8lEncodeBytes(width, height)

/** Returns a lossless WebP's maximum length in bytes. */
export const losslessOutput = ({ width, height }: Size, alpha: boolean): number =>
  sizes().vp8lEncodeMaxOutput(width, height, Number(alpha))

/**
 * Returns the maxima for encoding any part of a picture: the kernel memory in bytes (`kernel`) and
 * the result's length in bytes (`output`).
 */
export function losslessPartMemory({ width, height }: Size): {
  readonly kernel: number
  readonly output: number
} {
  return {
    kernel: sizes().vp8lEncodePartBytes(width, height),
    output: sizes().vp8lEncodeMaxPartOutput(width, height),
  }
}
