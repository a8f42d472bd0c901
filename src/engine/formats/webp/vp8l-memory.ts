import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'

/** Returns the maximum number of alpha rows that are decoded at a time. */
export const alphaBand = (): number => sizes().alphMaxRows()

/**
 * Returns the kernel memory in bytes for decoding a lossless image. That memory holds the pixels
 * that back references reach, the transform images with the smallest possible tiles, and the
 * maximum number of prefix codes.
 *
 * @example vp8lMemory({ width: 4000, height: 3000 }) // about 14.6 MB
 */
export const vp8lMemory = ({ width, height }: Size): number => sizes().vp8lBytes(width, height)

/**
 * Returns the kernel memory in bytes for decoding a lossy image's alpha.
 * @param bytes length of the ALPH chunk, which is in memory completely
 * @param compressed `true` if the chunk's first byte says that alpha is compressed
 */
export const alphMemory = ({ width, height }: Size, bytes: number, compressed = true): number =>
  sizes().alphBytes(width, height, bytes, Number(compressed))
