import type { Size } from '../../picture/size.ts'
import { heapBytes, roundUp } from '../../wasm/heap.ts'

/**
 * Bytes of the input with the zeros after it (`INPUT`), and of code lengths, colour cache, palette
 * and group numbers (`FIXED`).
 */
const INPUT = heapBytes(73_728 + 64)
const FIXED = heapBytes(7_792, 8_192, 1_024, 2 * 65_536)
/**
 * Number of pixels that back references reach (RFC 9649, 3.6.2.2), which a ring buffer keeps. A
 * palette needs at least 256 pixels.
 */
const RING = 2 ** 20
const PALETTE = 256
const BAND = 262_144

/**
 * Maximum number of groups of prefix codes in an image; libwebp writes no more. `GROUP` is the
 * minimum bytes of a group: one code of 2,328 symbols, three of 256 and one of 40.
 */
const MAX_GROUPS = 2600
const compactBytes = (symbols: number) => 32 + roundUp(symbols / 2, 16)
const GROUP = compactBytes(2328) + 3 * compactBytes(256) + compactBytes(40)
const SPARE = 98_304

/** Maximum number of alpha rows that are decoded at a time. */
export const ALPHA_BAND = 64

/**
 * Returns the maximum number of tiles, which are at least 4 pixels wide and high (RFC 9649, 4.1).
 */
const tilesOf = ({ width, height }: Size) => Math.ceil(width / 4) * Math.ceil(height / 4)

/** Returns the bytes of all buffers except those for the input and for the decoded rows. */
function imageMemory(size: Size): number {
  const { width, height } = size
  const tiles = tilesOf(size)
  const groups = Math.min(MAX_GROUPS, tiles)
  const window = 4 * Math.min(RING, Math.max(PALETTE, width * height)) + 64
  const rows = [4 * Math.max(PALETTE, width) + 64, 4 * width + 64, 4 * width + 64]
  const images = [tiles, 4 * tiles, 2 * tiles]
  return FIXED + heapBytes(window, ...images, groups * GROUP + SPARE, 32 * groups, ...rows)
}

/**
 * Returns the bytes of kernel memory that decoding a lossless image takes. They hold the pixels
 * that back references reach, the transform images with the smallest possible tiles, and the
 * maximum number of prefix codes.
 *
 * @example vp8lMemory({ width: 4000, height: 3000 }) // about 14.6 MB
 */
export function vp8lMemory(size: Size): number {
  const stride = 4 * size.width
  const rows = Math.max(1, Math.min(size.height, Math.floor(BAND / stride)))
  return INPUT + imageMemory(size) + heapBytes(rows * stride)
}

/**
 * Returns the bytes of kernel memory that decoding the alpha of a lossy image takes.
 * @param bytes length of the ALPH chunk, which is held
 * @param compressed `true` if the alpha is compressed, as the first byte of the chunk says
 */
export function alphMemory(size: Size, bytes: number, compressed = true): number {
  const rows = size.width * (Math.min(size.height, ALPHA_BAND) + 1) + 16
  return heapBytes(bytes + 64, rows) + (compressed ? imageMemory(size) : 0)
}
