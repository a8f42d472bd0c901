/**
 * Decides which colors are similar, so that they share a nearest-color search: colors with the same
 * upper bits in each sample. Smooth areas and active areas have their own number of bits. The
 * numbers fall while the cache fails to answer too many searches. They fall in photographs, and
 * hardly in drawings and screenshots.
 */
import { alloc } from '../heap'
import { forgetMisses, misses } from './cache'

/** Maximum activity in smooth areas. */
const MAX_SMOOTH: u32 = 8
/** Searches that the cache may fail to answer before one bit less counts. */
const MISSES: u32 = 24_576

/** Address of each activity's mask (see `findSimilar`). */
let masks: usize = 0
let smoothBits: u32 = 0
let activeBits: u32 = 0
let minSmoothBits: u32 = 0
let minActiveBits: u32 = 0
/** Pixels for which the cache may fail to answer one more search. */
let pixelsPerMiss: u32 = 0
/** Pixels since the masks were set. */
let maskedPixels: u32 = 0

/** Allocates the masks. */
export function openSimilar(): void {
  masks = alloc(4 * 256)
}

/** Sets the number of bits for smooth areas and for active ones, which `countPixels` reduces. */
export function setBits(smooth: u32, active: u32): void {
  smoothBits = smooth
  activeBits = active
  setMasks()
}

/**
 * Sets the minimum number of bits for smooth areas and for active ones.
 * @param pixels number of pixels for which the cache may fail to answer one search
 */
export function setLimits(smooth: u32, active: u32, pixels: u32): void {
  minSmoothBits = smooth
  minActiveBits = active
  pixelsPerMiss = pixels
}

/** Returns the mask for similar colors, given a pixel's activity (see `measureActivity`). */
export function maskFor(activity: usize): u32 {
  return load<u32>(masks + 4 * activity)
}

/** Counts pixels. If the cache failed to answer too many searches, more colors become similar. */
export function countPixels(count: usize): void {
  maskedPixels += <u32>count
  if (misses <= MISSES + maskedPixels / pixelsPerMiss) return
  // Active areas hide errors. They have one bit less than smooth areas, and fewer bits once smooth
  // areas are at their minimum.
  if (smoothBits > minSmoothBits && activeBits < smoothBits) smoothBits--
  else if (activeBits > minActiveBits) activeBits--
  else return
  setMasks()
}

function setMasks(): void {
  for (let activity: u32 = 0; activity < 256; activity++) {
    const bits = activity > MAX_SMOOTH ? activeBits : smoothBits
    store<u32>(masks + 4 * activity, ((0xff00 >>> bits) & 0xff) * 0x01010101)
  }
  forgetMisses()
  maskedPixels = 0
}
