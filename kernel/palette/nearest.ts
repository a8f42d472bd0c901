/** Finds a palette's nearest color, four colors at a time. */
import { alloc } from '../heap'
import { MAX_COLORS } from '../max-colors'

/**
 * Address of the colors. Each group of four has each color's first two coordinates, then each
 * color's last two. Coordinates have 16 bits (see `packed`).
 */
let groups: usize = 0
let groupCount: u32 = 0

/** Allocates the colors. */
export function openNearest(): void {
  groups = alloc(8 * MAX_COLORS)
  starts = alloc(LEVELS)
}

/** Stores a color's coordinates, as `packed` returns them. */
export function setColor(place: u32, coordinates: u64): void {
  const address = groups + ((place >> 2) << 5) + ((place & 3) << 2)
  store<u32>(address, <u32>coordinates)
  store<u32>(address + 16, <u32>(coordinates >> 32))
}

/** Sets the number of colors, which have been stored before. */
export function setColorCount(count: u32): void {
  groupCount = (count + 3) >> 2
  // Copies of the last color fill the last group. The last color itself is found before them.
  const address = groups + (((count - 1) >> 2) << 5) + (((count - 1) & 3) << 2)
  const last = <u64>load<u32>(address) | ((<u64>load<u32>(address + 16)) << 32)
  for (let place = count; place < groupCount << 2; place++) setColor(place, last)
}

/**
 * Returns the nearest color's place in the low eight bits. The other bits are the squared distance
 * in units of 1/16 squared level.
 */
export function nearestTo(coordinates: u64): u32 {
  const both = i64x2.splat(coordinates)
  const first = i32x4.shuffle(both, both, 0, 0, 0, 0)
  const last = i32x4.shuffle(both, both, 1, 1, 1, 1)
  let places = i32x4(0, 1, 2, 3)
  let best = i32x4.splat(-1)
  const end = groups + (groupCount << 5)
  for (let group = groups; group < end; group += 32) {
    const a = i16x8.sub_sat_s(v128.load(group), first)
    const b = i16x8.sub_sat_s(v128.load(group + 16), last)
    const distance = i32x4.add(i32x4.dot_i16x8_s(a, a), i32x4.dot_i16x8_s(b, b))
    // Distances are divisible by 4, so their last eight bits are free after the shift.
    best = i32x4.min_u(best, v128.or(i32x4.shl(distance, 6), places))
    places = i32x4.add(places, i32x4.splat(4))
  }
  best = i32x4.min_u(best, i32x4.shuffle(best, best, 2, 3, 0, 1))
  return min<u32>(i32x4.extract_lane(best, 0), i32x4.extract_lane(best, 1))
}

/**
 * Address of the group from which a search begins, for each level that the first coordinate can
 * have.
 */
let starts: usize = 0

/** Number of whole levels that the first coordinate can have: −128 to 255. */
const LEVELS: i32 = 384

/** Prepares `nearestOfSorted`. The colors must be stored in ascending order by first coordinate. */
export function sortedColors(): void {
  let group: u32 = 0
  for (let level = 0; level < LEVELS; level++) {
    while (group + 1 < groupCount && load<i16>(groups + ((group + 1) << 5)) <= (level - 128) << 3) group++
    store<u8>(starts + level, group)
  }
}

/** Maximum last coordinate that a color can have: 127.5 levels. */
const MAX_LAST: i32 = 1020

/**
 * Returns the same as `nearestTo` for colors that are sorted. The search begins where the first
 * coordinate is equal. It ends when the first coordinate's difference, with the least difference in
 * the last coordinate, exceeds the distance found.
 */
export function nearestOfSorted(coordinates: u64): u32 {
  const both = i64x2.splat(coordinates)
  const first = i32x4.shuffle(both, both, 0, 0, 0, 0)
  const last = i32x4.shuffle(both, both, 1, 1, 1, 1)
  const luma = <i32>(<i16>coordinates)
  // Opaque pixels may have a last coordinate that is larger than any color's.
  const excess = max(0, <i32>(<i16>(coordinates >>> 48)) - MAX_LAST)
  const leastRest = <u32>(excess * excess)
  let above = <u32>load<u8>(starts + min(LEVELS - 1, max(0, (luma >> 3) + 128)))
  let below = above - 1
  let best: u32 = u32.MAX_VALUE
  while (true) {
    let least = i32x4.splat(best)
    if (above < groupCount) {
      const difference = max(0, <i32>load<i16>(groups + (above << 5)) - luma)
      if ((<u32>(difference * difference) + leastRest) << 6 < best) {
        least = nearer(least, above, first, last)
        above++
      } else above = groupCount
    }
    if (below < groupCount) {
      const difference = max(0, luma - <i32>load<i16>(groups + (below << 5), 12))
      if ((<u32>(difference * difference) + leastRest) << 6 < best) {
        least = nearer(least, below, first, last)
        below--
      } else below = u32.MAX_VALUE
    }
    least = i32x4.min_u(least, i32x4.shuffle(least, least, 2, 3, 0, 1))
    best = min<u32>(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1))
    if (above === groupCount && below === u32.MAX_VALUE) return best
  }
}

function nearer(least: v128, group: u32, first: v128, last: v128): v128 {
  const at = groups + (group << 5)
  const a = i16x8.sub_sat_s(v128.load(at), first)
  const b = i16x8.sub_sat_s(v128.load(at + 16), last)
  const distance = i32x4.add(i32x4.dot_i16x8_s(a, a), i32x4.dot_i16x8_s(b, b))
  const places = i32x4.add(i32x4.splat(group << 2), i32x4(0, 1, 2, 3))
  return i32x4.min_u(least, v128.or(i32x4.shl(distance, 6), places))
}
