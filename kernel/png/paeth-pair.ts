/**
 * Undoes filter type 4 (Paeth, PNG 9.2), the slowest filter, for two rows in little more time than
 * one row takes.
 */
import { paeth } from './predict'
import { bytes, distance } from './unfilter'

/** Maximum `distance` for which two rows can be reconstructed together. */
export const PAIRED: usize = 4

/**
 * Reconstructs two rows' raw bytes at once. A vector's lower lanes hold a pixel in the first row.
 * The upper lanes hold the previous pixel in the second row, which depends on the first row.
 * @param row filtered bytes in the first row; the second row's filter type and filtered bytes
 *   follow
 * @param first address for the first row's raw bytes; readable and writable like `out` of
 *   `unfilter`
 * @param second address for the second row's raw bytes
 * @param prior raw bytes in the row above the first
 */
export function undoPaethPair(row: usize, first: usize, second: usize, prior: usize): void {
  const length = bytes
  const step = distance
  const behind = row + length + 1 - step
  second -= step
  // Zeros stand for the pixel to the left of the first pixel. In the first step, the upper lanes
  // hold no pixel from the second row yet and stay zero.
  let left = i64x2.splat(0)
  let corner = left
  let above = left
  let filtered = i16x8.extend_low_i8x16_u(i32x4.replace_lane(left, 0, load<u32>(row)))
  let pixels = left
  let at: usize = 0
  while (true) {
    above = lowerHalves(i16x8.extend_low_i8x16_u(v128.load(prior + at)), left)
    left = i8x16.add(filtered, paeth(left, above, corner))
    corner = above
    pixels = i8x16.narrow_i16x8_u(left, left)
    if (at + step >= length) break
    store<u32>(first + at, i32x4.extract_lane(pixels, 0))
    if (at > 0) store<u32>(second + at, i32x4.extract_lane(pixels, 1))
    at += step
    filtered = i16x8.extend_low_i8x16_u(firstWords(v128.load(row + at), v128.load(behind + at)))
  }
  // The second row may begin right after the first one, and its first pixel may be written already.
  // Storing the first row's last pixel may overwrite up to three bytes after the row, so these
  // bytes are restored.
  const after = load<u32>(first + length)
  store<u32>(first + at, i32x4.extract_lane(pixels, 0))
  store<u32>(first + length, after)
  if (at > 0) store<u32>(second + at, i32x4.extract_lane(pixels, 1))
  filtered = i16x8.extend_low_i8x16_u(v128.load(behind + length))
  left = i8x16.add(filtered, paeth(upperHalf(left), left, upperHalf(corner)))
  store<u32>(second + length, i32x4.extract_lane(i8x16.narrow_i16x8_u(left, left), 0))
}

function lowerHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
}

function upperHalf(a: v128): v128 {
  return i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
}

/**
 * Returns a vector that begins with the first four bytes from `a` and the first four bytes from
 * `b`. The other lanes are unused. Their order was chosen because it compiles to one instruction.
 */
function firstWords(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23)
}
