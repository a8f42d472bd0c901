import type { Size } from '../../picture/size.ts'
import { heapBytes, roundUp } from '../../wasm/heap.ts'

/** Input and the zeros after it, code lengths, colour cache, palette, numbers of groups. */
const INPUT = heapBytes(73_728 + 64)
const FIXED = heapBytes(7_792, 8_192, 1_024, 2 * 65_536)
/** Pixels that back references reach (RFC 9649, 3.6.2.2), in a ring; a palette needs 256. */
const RING = 2 ** 20
const PALETTE = 256
const BAND = 262_144

/** Groups of prefix codes that an image may have, and the bytes that each takes at least: codes of 2,328, 256 and 40 symbols. */
const MAX_GROUPS = 2600
const compactBytes = (symbols: number) => 32 + roundUp(symbols / 2, 16)
const GROUP = compactBytes(2328) + 3 * compactBytes(256) + compactBytes(40)
const SPARE = 98_304

/** Rows of alpha at a time. */
export const ALPHA_BAND = 64

/** Tiles have at least 4 pixels a side (RFC 9649, 4.1). */
const tilesOf = ({ width, height }: Size) => Math.ceil(width / 4) * Math.ceil(height / 4)

/** What does not depend on how the data arrives and how rows leave. */
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
 * Bytes of kernel memory that decoding a lossless image takes: the pixels that back references reach, the images of the
 * transforms with their smallest tiles, and as many prefix codes as an image may have.
 *
 * @example vp8lMemory({ width: 4000, height: 3000 }) // about 14.6 MB
 */
export function vp8lMemory(size: Size): number {
  const stride = 4 * size.width
  const rows = Math.max(1, Math.min(size.height, Math.floor(BAND / stride)))
  return INPUT + imageMemory(size) + heapBytes(rows * stride)
}

/**
 * Bytes of kernel memory that decoding the alpha of a lossy image takes.
 * @param bytes length of the ALPH chunk, which is held
 * @param compressed whether it is; its first byte tells
 */
export function alphMemory(size: Size, bytes: number, compressed = true): number {
  const rows = size.width * (Math.min(size.height, ALPHA_BAND) + 1) + 16
  return heapBytes(bytes + 64, rows) + (compressed ? imageMemory(size) : 0)
}
