/** Applies PNG filters (PNG 9.2), 16 bytes at a time. */
import { average } from '../average'
import { paeth } from './predict'
import { AVERAGE, PAETH, SUB, UP } from './unfilter'

/**
 * Bytes reserved before and after a row. The bytes before the row are zeros, which stand for the
 * pixel to the left of the first pixel (PNG 9.2). Vector loads may read the bytes after the row.
 */
export const BORDER: usize = 16

/** Row length in bytes. */
export let bytes: usize = 0
/** Pixel length in bytes; 1 if it is less than a byte (PNG 9.2). */
export let distance: usize = 0

/** Sets the lengths in bytes of the rows and pixels that are filtered from now on. */
export function setLengths(row: usize, pixel: usize): void {
  bytes = row
  distance = pixel
}

/**
 * Filters one row.
 * @param filter filter type, 0 to 4
 * @param row raw bytes, with a border before and after them
 * @param prior the raw bytes in the row above, with the same borders; zeros for the first row
 * @param out room for the filter type, the filtered bytes and a border
 * @returns the filtered bytes' magnitude sum as signed numbers (PNG 12.7)
 */
export function filterRow(filter: u32, row: usize, prior: usize, out: usize): u32 {
  const length = bytes
  const left = distance
  store<u8>(out, filter)
  let sums = i64x2.splat(0)
  for (let at: usize = 0; at < length; at += 16) {
    const filtered = i8x16.sub(v128.load(row + at), predict(filter, row + at, prior + at, left))
    v128.store(out + 1 + at, filtered)
    const counted = at + 16 <= length ? filtered : v128.and(filtered, firstLanes(length - at))
    const pairs = i16x8.extadd_pairwise_i8x16_u(i8x16.abs(counted))
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(pairs))
  }
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  )
}

function predict(filter: u32, at: usize, above: usize, distance: usize): v128 {
  if (filter === SUB) return v128.load(at - distance)
  if (filter === UP) return v128.load(above)
  if (filter === AVERAGE) return average(v128.load(at - distance), v128.load(above))
  if (filter === PAETH)
    return paethOfBytes(v128.load(at - distance), v128.load(above), v128.load(above - distance))
  return i64x2.splat(0)
}

function paethOfBytes(left: v128, above: v128, corner: v128): v128 {
  return i8x16.narrow_i16x8_u(
    paeth(i16x8.extend_low_i8x16_u(left), i16x8.extend_low_i8x16_u(above), i16x8.extend_low_i8x16_u(corner)),
    paeth(
      i16x8.extend_high_i8x16_u(left),
      i16x8.extend_high_i8x16_u(above),
      i16x8.extend_high_i8x16_u(corner),
    ),
  )
}

function firstLanes(count: usize): v128 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  return i8x16.lt_u(lanes, i8x16.splat(<u8>count))
}
