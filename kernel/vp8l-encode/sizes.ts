/** An image's tiles, and the buffers that depend on them. */

export const MAX_SIDE: i32 = 16384

const MAX_TILE_BITS: u32 = 9
/** Transform tiles: minimum side in pixels as a power of two, and maximum number in an image. */
const TRANSFORM_BITS: u32 = 4
const TRANSFORM_TILES: u32 = 16384
/**
 * Tiles that have a prefix code group: minimum side in pixels as a power of two, and maximum number
 * in an image.
 */
const GROUP_BITS: u32 = 5
const GROUP_TILES: u32 = 4096
/**
 * Maximum number of group tiles in a row. It is limited because the symbol tables for all tiles in
 * a row are in memory at the same time.
 */
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

function tilesOf(width: u32, height: u32, bits: u32): u32 {
  return tilesAlong(width, bits) * tilesAlong(height, bits)
}

/**
 * Returns the maximum number of transform tiles in any part of a picture. A part may have more
 * tiles than the picture, because its tiles may be smaller.
 */
export function maxTransformTiles(width: u32, height: u32): u32 {
  return min(TRANSFORM_TILES, tilesOf(width, height, TRANSFORM_BITS))
}

/**
 * Returns the maximum number of group tiles (tiles that have a prefix code group) in any part of a
 * picture.
 */
export function maxGroupTiles(width: u32, height: u32): u32 {
  return min(GROUP_TILES, tilesOf(width, height, GROUP_BITS))
}

/** Returns the maximum number of group tiles in a row in any part of a picture. */
export function maxGroupsAcross(width: u32): u32 {
  return min(GROUP_TILES_ACROSS, tilesAlong(width, GROUP_BITS))
}

/**
 * Returns the maximum length in bytes of everything that precedes the pixels in the payload: the
 * groups' codes, and the small images with a pixel for each tile, up to 60 bits long.
 */
export function headBytes(transformTiles: u32, groupTiles: u32): usize {
  return 8192 + 2560 * <usize>min<u32>(groupTiles, 64) + 8 * <usize>(2 * transformTiles + groupTiles)
}
