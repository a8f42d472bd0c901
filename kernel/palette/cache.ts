/** Cache for nearest-color searches. */
import { GOLDEN } from '../hashing'
import { alloc } from '../heap'
import { MAX_COLORS } from '../max-colors'
import { OPAQUE } from '../rgba'
import { nearestOfSorted } from './nearest'
import { lanesOf, packed, toSpace } from './space'

const BITS: u32 = 15
/**
 * Added to the last coordinate of opaque pixels, in levels, if the palette has translucent colors.
 * A color with alpha A then becomes farther from them by a square of 64 (255 − A) levels. An opaque
 * color does not.
 */
const OPAQUE_SHIFT: f32 = 64

let opaqueShift: f32 = 0

/** Cache address. A 64-bit entry has the key above the result's eight bits. */
let cache: usize = 0
/** Address of each place's index: transparent colors have the first indices. */
let indices: usize = 0

export function openCache(): void {
  cache = alloc(8 << BITS)
  indices = alloc(MAX_COLORS)
}

/** Searches that the cache did not answer, since `forgetMisses`. */
export let misses: u32 = 0

/**
 * Forgets all results, because the palette has changed.
 * @param isTranslucent `true` if any palette color is not opaque
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

/** Sets the index for the color at a place in the sorted palette. */
export function setIndex(place: u32, index: u32): void {
  store<u8>(indices + place, index)
}

/** Returns the index of the palette color that is nearest to a premultiplied color. */
export function find(color: u32): u32 {
  return findSimilar(color, 0xffffffff)
}

/**
 * Returns the index of a color that may be nearest to another color with the same masked bits. The
 * cache answers more of these searches. An opaque color is never similar to one that is not.
 * @param mask sample bits that count: the same upper bits in each sample, at least 4
 */
export function findSimilar(color: u32, mask: u32): u32 {
  // One level more makes the alpha exceed a byte in opaque colors, and in no others.
  const masked = (<u64>color + 0x01000000) & (0x1_0000_0000 | <u64>mask)
  const key = ((<u64>(mask & 15)) << 33) | masked
  const entry = cache + (((<u32>key * GOLDEN) >>> (32 - BITS)) << 3)
  const found = load<u64>(entry)
  if (found >>> 8 === key) return <u32>found & 255
  misses++
  // If many colors are similar, the search uses the middle one.
  const middle = mask & 4 ? color : (color & (mask | OPAQUE)) | ((mask >>> 1) & ~mask & ~OPAQUE)
  let vector = toSpace(lanesOf(middle))
  if (color >= OPAQUE) vector = f32x4.add(vector, f32x4(0, 0, 0, opaqueShift))
  const place = nearestOfSorted(packed(vector)) & 255
  const index = <u32>load<u8>(indices + place)
  store<u64>(entry, (key << 8) | index)
  return index
}
