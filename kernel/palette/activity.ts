/** Measures how much each pixel in a row differs from its neighbors. */

/**
 * Writes one byte for each pixel in a row: the largest difference between any of its bytes and the
 * same byte in the pixels to the left, to the right, above and below.
 * @param row RGBA pixels. The pixel before the first one and up to four pixels after the last one
 *   are read, but do not count
 * @param above the row above, or `row` in the first row
 * @param below the row below, or `row` in the last row
 * @param out room for the width rounded up to a multiple of 4
 */
export function measureActivity(row: usize, above: usize, below: usize, width: usize, out: usize): void {
  for (let x: usize = 0; x < width; x += 4) {
    const at = x * 4
    const pixels = v128.load(row + at)
    let left = v128.load(row + at - 4)
    let right = v128.load(row + at + 4)
    if (x === 0) left = i8x16.shuffle(pixels, pixels, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
    if (x + 4 >= width) right = withoutPixelsAfter(pixels, right, width - x)
    const most = i8x16.max_u(
      i8x16.max_u(difference(pixels, left), difference(pixels, right)),
      i8x16.max_u(difference(pixels, v128.load(above + at)), difference(pixels, v128.load(below + at))),
    )
    const pairs = i8x16.max_u(most, i32x4.shr_u(most, 16))
    const single = i8x16.max_u(pairs, i32x4.shr_u(pairs, 8))
    const bytes = i8x16.shuffle(single, single, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12)
    store<u32>(out + x, i32x4.extract_lane(bytes, 0))
  }
}

function difference(a: v128, b: v128): v128 {
  return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a))
}

/** Replaces the last pixel's right neighbor by the pixel itself. */
function withoutPixelsAfter(pixels: v128, right: v128, count: usize): v128 {
  const lanes = i32x4(0, 1, 2, 3)
  return v128.bitselect(pixels, right, i32x4.ge_s(lanes, i32x4.splat(<i32>count - 1)))
}
