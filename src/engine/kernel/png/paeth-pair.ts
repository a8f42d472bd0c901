/** Two rows of filter 4 (PNG 9.2), the slowest, in little more than the time of one. */
import { paeth } from './predict'

/** Largest pixel, in bytes. */
export const PAIRED: usize = 4

/**
 * Reconstructs two rows at once: the lower lanes of a vector are a pixel of the first row, the upper lanes the previous
 * pixel of the second row, which depends on the first.
 * @param row the first row's filtered bytes; the second row's follow after their filter type
 * @param first where the raw bytes of the first row go; readable and writable like `out` of `unfilter`
 * @param second where those of the second row go
 * @param prior the raw bytes of the row above the first
 * @param bytes length of a row
 * @param distance bytes of a pixel, 1 to 4
 */
export function undoPaethPair(
  row: usize,
  first: usize,
  second: usize,
  prior: usize,
  bytes: usize,
  distance: usize,
): void {
  const behind = row + bytes + 1 - distance
  second -= distance
  // Zeros precede the first pixel; the upper lanes stay zero for their first step.
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
    if (at + distance >= bytes) break
    store<u32>(first + at, i32x4.extract_lane(pixels, 0))
    if (at > 0) store<u32>(second + at, i32x4.extract_lane(pixels, 1))
    at += distance
    filtered = i16x8.extend_low_i8x16_u(firstWords(v128.load(row + at), v128.load(behind + at)))
  }
  // The second row may follow the first, and has begun.
  const after = load<u32>(first + bytes)
  store<u32>(first + at, i32x4.extract_lane(pixels, 0))
  store<u32>(first + bytes, after)
  if (at > 0) store<u32>(second + at, i32x4.extract_lane(pixels, 1))
  filtered = i16x8.extend_low_i8x16_u(v128.load(behind + bytes))
  left = i8x16.add(filtered, paeth(upperHalf(left), left, upperHalf(corner)))
  store<u32>(second + bytes, i32x4.extract_lane(i8x16.narrow_i16x8_u(left, left), 0))
}

function lowerHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
}

function upperHalf(a: v128): v128 {
  return i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
}

/** The first four bytes of each; the other lanes do not matter and make this one instruction. */
function firstWords(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23)
}
