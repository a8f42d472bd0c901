import type { Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'

// Numbers and bytes from `src/engine/kernel/vp8l-encode`. `SYMBOLS` counts the symbols of green, of
// lengths and of a full colour cache: 256 + 24 + 1,024. `TABLE` is the bytes of a table with one
// count for each symbol of all five alphabets.
const SYMBOLS = 1304
const TABLE = (SYMBOLS + 3 * 256 + 40) * 4
const GROUPS = 64
const BLOCK = 4096
const SAMPLE = 4096

const FIXED = heapBytes(
  ...[4 * 4096, 8 * SYMBOLS, 8 * SYMBOLS, 8 * SYMBOLS, 4 * 17],
  ...[SYMBOLS, 2 * SYMBOLS, 4 * 19, 19, 4 * 19],
  ...[4 * 1024, 8 * 1024, 11 * TABLE, 13 * 1024],
  ...[1024, 4096, 1024, 1024],
  ...[4 * 14, SAMPLE, SAMPLE, SAMPLE, SAMPLE],
  ...[128, TABLE, TABLE, 4 * (BLOCK + 1), 4 * (BLOCK + 1), 4 * BLOCK],
  ...[4 * GROUPS, 4 * GROUPS ** 2, TABLE, TABLE, 65_536],
)

const MAX_TILE_BITS = 9
const MIN_BITS = 4
const MAX_TILES = 16_384
const MIN_GROUP_BITS = 5
const MAX_GROUP_TILES = 4096
const MAX_GROUPS_ACROSS = 128
const floorLog2 = (value: number) => 31 - Math.clz32(value)
const tilesAlong = (side: number, bits: number) => Math.ceil(side / 2 ** bits)

function tiles({ width, height }: Size, least: number, most: number, maxAcross: number) {
  let bits = least
  const shape = () => ({ across: tilesAlong(width, bits), down: tilesAlong(height, bits) })
  const isFine = ({ across, down }: ReturnType<typeof shape>) => across <= maxAcross && across * down <= most
  while (bits < MAX_TILE_BITS && !isFine(shape())) bits++
  const { across, down } = shape()
  return { across, count: across * down }
}

function headBytes(transformTiles: number, groupTiles: number): number {
  return 8192 + 2560 * Math.min(groupTiles, GROUPS) + 8 * (2 * transformTiles + groupTiles)
}

function shapes(size: Size) {
  const transforms = tiles(size, MIN_BITS, MAX_TILES, Number.POSITIVE_INFINITY).count
  const groups = tiles(size, MIN_GROUP_BITS, MAX_GROUP_TILES, MAX_GROUPS_ACROSS)
  return { transforms, groups, head: headBytes(transforms, groups.count) }
}

/**
 * Returns maxima of the tile counts for all parts of a picture. A part may have smaller tiles than
 * the whole picture, and therefore more of them.
 */
function partShapes({ width, height }: Size): ReturnType<typeof shapes> {
  const count = (bits: number) => tilesAlong(width, bits) * tilesAlong(height, bits)
  const transforms = Math.min(MAX_TILES, count(MIN_BITS))
  const across = Math.min(MAX_GROUPS_ACROSS, tilesAlong(width, MIN_GROUP_BITS))
  const groups = { across, count: Math.min(MAX_GROUP_TILES, count(MIN_GROUP_BITS)) }
  return { transforms, groups, head: headBytes(transforms, groups.count) }
}

const marks = (pixels: number) => Math.floor(pixels / 8) + 1

/**
 * Returns the bytes of kernel memory that encoding a lossless WebP takes, without the picture.
 * Tokens are written in place of the picture. Encoding takes one eighth of a byte per pixel, at
 * most 4 MB for matches, and tables.
 */
export function losslessKernelMemory(size: Size): number {
  return kernelMemory(size, shapes(size))
}

function kernelMemory(size: Size, { transforms, groups, head }: ReturnType<typeof shapes>): number {
  const pixels = size.width * size.height
  const hashes = Math.min(17, Math.max(10, floorLog2(pixels) + 1))
  const slots = Math.min(19, Math.max(18, floorLog2(pixels) - 3), floorLog2(pixels + 3 * BLOCK) + 1)
  const tables = Math.min(groups.count, GROUPS) * TABLE
  return (
    FIXED +
    heapBytes(
      ...[4 * size.width, 4 * 2 ** hashes, 4 * 2 ** slots, 4 * 2 ** slots],
      ...[groups.across * TABLE, tables, tables, 12 * groups.count, groups.count],
      ...[marks(Math.max(transforms, groups.count, 256)), marks(pixels)],
      ...[4 * transforms, 4 * transforms, 4 * groups.count, head],
    )
  )
}

/**
 * Returns the maximum bytes of a lossless WebP. The encoder's codes never take more bits than fixed
 * codes of 9 bits for green and 8 bits for each other channel that varies. That is 33 bits per
 * pixel with alpha, and 25 without. Copies and cached colours take fewer bits than their pixels: at
 * most 41 bits for a copy, which covers at least two pixels, and 13 bits for a cached colour.
 */
export function losslessOutput(size: Size, alpha: boolean): number {
  return output(size, alpha, shapes(size))
}

function output(size: Size, alpha: boolean, { head }: ReturnType<typeof shapes>): number {
  const pixelBits = alpha ? 33 : 25
  return head + Math.ceil((size.width * size.height * pixelBits) / 8) + 32
}

/**
 * Returns maxima for encoding any part of a picture: bytes of kernel memory, and bytes of the file.
 */
export function losslessPartMemory(size: Size): { readonly kernel: number; readonly output: number } {
  const shape = partShapes(size)
  return { kernel: kernelMemory(size, shape), output: output(size, true, shape) }
}
