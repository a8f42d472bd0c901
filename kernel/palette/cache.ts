/** Cache of searches for the nearest color. */
import { GOLDEN } from '../hashing'
import { alloc } from '../heap'
import { MAX_COLORS } from '../max-colors'
import { OPAQUE } from '../rgba'
import { nearestOfSorted } from './nearest'
import { lanesOf, packed, toSpace } from './space'

const BITS: u32 = 15
/**
 * Added to the last coordinate of opaque pixels, in levels, if the palette has translucent colors.
 * A color of the alpha A is then farther from them by a square of 64 (255 − A) levels, and an
 * opaque one is not.
 */
const OPAQUE_SHIFT: f32 = 64

let opaqueShift: f32 = 0

/** Address of the cache. An entry of 64 bits has the key above the eight bits of the result. */
let cache: usize = 0
/** Address of the index of each place: transparent colors have the first indices. */
let indices: usize = 0

export function openCache(): void {
  cache = alloc(8 << BITS)
  indices = alloc(MAX_COLORS)
}

/** Number of searches that the cache did not answer, since `forgetMisses`. */
export let misses: u32 = 0

/**
 * Forgets all results, because the palette has changed.
 * @param isTranslucent `true` if any color of the palette is not opaque
 */
export function clearCache(isTranslucent: bool): void {
  opaqueShift = isTranslucent ? OPAQUE_SHIFT : 0
  memory.fill(cache, 0xff, 8 << BITS)
  misses = 0
}

/** Begins to count misses anew. */
export function forgetMisses(): void {
  misses = 0
}

/** Sets the index of the color at a place of the sorted palette. */
export function setIndex(place: u32, index: u32): void {
  store<u8>(indices + place, index)
}

/** Returns the index of the palette's color that is nearest to a premultiplied color. */
export function find(color: u32): u32 {
  return findSimilar(color, 0xffffffff)
}

/**
 * Returns the index of a color that may be nearest to another color with the same masked bits.
 * More of these searches are answered by the cache. An opaque color is never similar to one that
 * is not.
 * @param mask bits of the samples that count: the same upper bits of each, at least 4
 */
export function findSimilar(color: u32, mask: u32): u32 {
  // One level more makes the alpha of opaque colors, and of no others, exceed a byte.
  const masked = (<u64>color + 0x01000000) & (0x1_0000_0000 | <u64>mask)
  const key = ((<u64>(mask & 15)) << 33) | masked
  const entry = cache + (((<u32>key * GOLDEN) >>> (32 - BITS)) << 3)
  const found = load<u64>(entry)
  if (found >>> 8 === key) return <u32>found & 255
  misses++
  // If many colors are similar, the middle one of them is searched for.
  const middle = mask & 4 ? color : (color & (mask | OPAQUE)) | ((mask >>> 1) & ~mask & ~OPAQUE)
  let vector = toSpace(lanesOf(middle))
  if (color >= OPAQUE) vector = f32x4.add(vector, f32x4(0, 0, 0, opaqueShift))
  const place = nearestOfSorted(packed(vector)) & 255
  const index = <u32>load<u8>(indices + place)
  store<u64>(entry, (key << 8) | index)
  return index
}
