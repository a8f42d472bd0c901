/** Tiles of an image, and the buffers that depend on them; `src/engine/formats/webp/lossless-memory.ts` has the same. */

export const MAX_SIDE: i32 = 16384

const MAX_TILE_BITS: u32 = 9
/** Least tiles of a transform, and most of an image. */
const TRANSFORM_BITS: u32 = 4
const TRANSFORM_TILES: u32 = 16384
/** The same of tiles with a group of codes. */
const GROUP_BITS: u32 = 5
const GROUP_TILES: u32 = 4096
/** Most of them in a row: their tables are held at once. */
const GROUP_TILES_ACROSS: u32 = 128

export function tilesAlong(side: u32, bits: u32): u32 {
  return (side + (1 << bits) - 1) >> bits
}

export function transformBits(width: u32, height: u32): u32 {
  let bits = TRANSFORM_BITS
  while (bits < MAX_TILE_BITS && tilesAlong(width, bits) * tilesAlong(height, bits) > TRANSFORM_TILES) bits++
  return bits
}

export function groupBits(width: u32, height: u32): u32 {
  let bits = GROUP_BITS
  while (
    bits < MAX_TILE_BITS &&
    (tilesAlong(width, bits) > GROUP_TILES_ACROSS ||
      tilesAlong(width, bits) * tilesAlong(height, bits) > GROUP_TILES)
  )
    bits++
  return bits
}

/** Bytes of all that comes before the pixels: the groups' codes, and images of tiles at 60 bits a pixel. */
export function headBytes(transformTiles: u32, groupTiles: u32): usize {
  return 8192 + 2560 * <usize>min<u32>(groupTiles, 64) + 8 * <usize>(2 * transformTiles + groupTiles)
}
