import type { Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'

// Sizes in `src/engine/kernel/vp8l-encode`: counts of all symbols, of which 1304 are those of green, lengths and a full cache.
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

/** Not fewer than those of any part of a picture, which may have smaller tiles, and so more of them. */
function partShapes({ width, height }: Size): ReturnType<typeof shapes> {
  const count = (bits: number) => tilesAlong(width, bits) * tilesAlong(height, bits)
  const transforms = Math.min(MAX_TILES, count(MIN_BITS))
  const across = Math.min(MAX_GROUPS_ACROSS, tilesAlong(width, MIN_GROUP_BITS))
  const groups = { across, count: Math.min(MAX_GROUP_TILES, count(MIN_GROUP_BITS)) }
  return { transforms, groups, head: headBytes(transforms, groups.count) }
}

const marks = (pixels: number) => Math.floor(pixels / 8) + 1

/**
 * Bytes of kernel memory that encoding a lossless WebP takes, beside the picture, in whose place the tokens are written: an
 * eighth of a byte a pixel, at most 4 MB for matches, and tables.
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
 * Most bytes of a lossless WebP. Its codes take no more bits than others with 9 bits for green, 8 for each other channel that
 * varies, and at most 41 for copies, which cover two pixels or more, and 13 for colours of the cache.
 */
export function losslessOutput(size: Size, alpha: boolean): number {
  return output(size, alpha, shapes(size))
}

function output(size: Size, alpha: boolean, { head }: ReturnType<typeof shapes>): number {
  const pixelBits = alpha ? 33 : 25
  return head + Math.ceil((size.width * size.height * pixelBits) / 8) + 32
}

/** The same for any part of a picture: bytes of the kernel's memory, and of the file. */
export function losslessPartMemory(size: Size): { readonly kernel: number; readonly output: number } {
  const shape = partShapes(size)
  return { kernel: kernelMemory(size, shape), output: output(size, true, shape) }
}
