/**
 * Undoes the predictor transform (RFC 9649, 4.1). A pixel's bytes are B, G, R, A, in a vector's
 * lowest lanes. Most modes that depend on the pixel to the left reconstruct one pixel at a time.
 * The other modes reconstruct four pixels at a time and write up to 12 bytes after the row's end.
 */
const BLACK: i32 = 0xff000000

/**
 * Undoes the predictor transform in the first row.
 * @param residuals the row's decoded pixels
 * @param out address for the result, which must not be `residuals`; up to 12 bytes after its end
 *   are overwritten
 */
export function undoFirstRow(residuals: usize, out: usize, width: i32): void {
  store<u32>(out, addPixels(load<u32>(residuals), BLACK))
  left(residuals + 4, out + 4, out + ((<usize>width) << 2))
}

/** Undoes the predictor transform in the first pixel of a row after the first. */
export function undoFirstPixel(residuals: usize, out: usize, above: usize, width: i32): void {
  store<u32>(out, addPixels(load<u32>(residuals), load<u32>(above)))
  // For the last pixel, the neighbor above to the right is the first pixel in this row.
  store<u32>(above + ((<usize>width) << 2), load<u32>(out))
}

function addPixels(a: u32, b: u32): u32 {
  const even = (a & 0x00ff00ff) + (b & 0x00ff00ff)
  const odd = (a & 0xff00ff00) + (b & 0xff00ff00)
  return (even & 0x00ff00ff) | (odd & 0xff00ff00)
}

/**
 * Undoes the predictor transform in a tile's row, or in its part after the first pixel of the row.
 * @param from address of the first decoded pixel
 * @param out address for the first result
 * @param above address of the pixel above; 16 bytes after the end of the row above are read, too
 * @param end address after the last result; up to 12 bytes after it are overwritten
 */
export function undoTile(mode: i32, from: usize, out: usize, above: usize, end: usize): void {
  if (mode === 1) left(from, out, end)
  else if (mode === 2) copied(from, out, above, end)
  else if (mode === 3) copied(from, out, above + 4, end)
  else if (mode === 4) copied(from, out, above - 4, end)
  else if (mode === 5) averageOfThree(from, out, above, end)
  else if (mode === 6) averageWithLeft(from, out, above - 4, end)
  else if (mode === 7) averageWithLeft(from, out, above, end)
  else if (mode === 8) averageAbove(from, out, above - 4, end)
  else if (mode === 9) averageAbove(from, out, above, end)
  else if (mode === 10) averageOfFour(from, out, above, end)
  else if (mode === 11) select(from, out, above, end)
  else if (mode === 12) clampedFull(from, out, above, end)
  else if (mode === 13) clampedHalf(from, out, above, end)
  else black(from, out, end)
}

/** Undoes the modes 0, 14 and 15, which predict opaque black. */
function black(from: usize, out: usize, end: usize): void {
  for (; out < end; out += 16, from += 16) v128.store(out, i8x16.add(v128.load(from), i32x4.splat(BLACK)))
}

function left(from: usize, out: usize, end: usize): void {
  let sum = i32x4.splat(load<u32>(out - 4))
  for (; out < end; out += 16, from += 16) {
    let four = v128.load(from)
    const zero = i32x4.splat(0)
    four = i8x16.add(four, v128.shuffle<i32>(zero, four, 0, 4, 5, 6))
    four = i8x16.add(four, v128.shuffle<i32>(zero, four, 0, 1, 4, 5))
    four = i8x16.add(four, sum)
    v128.store(out, four)
    sum = v128.shuffle<i32>(four, four, 3, 3, 3, 3)
  }
}

function copied(from: usize, out: usize, above: usize, end: usize): void {
  for (; out < end; out += 16, from += 16, above += 16)
    v128.store(out, i8x16.add(v128.load(from), v128.load(above)))
}

/** Undoes the modes that predict the mean of two neighboring pixels in the row above. */
function averageAbove(from: usize, out: usize, above: usize, end: usize): void {
  for (; out < end; out += 16, from += 16, above += 16) {
    const mean = inverted(i8x16.avgr_u(inverted(v128.load(above)), inverted(v128.load(above + 4))))
    v128.store(out, i8x16.add(v128.load(from), mean))
  }
}

/**
 * Returns 255 minus each byte. `avgr_u` rounds up, so the mean of inverted bytes is the inverted
 * mean, rounded down.
 */
function inverted(a: v128): v128 {
  return v128.not(a)
}

/**
 * Undoes the modes that predict the mean of the previous pixel and a pixel from the row above.
 * `last` is the previous pixel, inverted. In this form, prediction and addition take only two
 * instructions.
 */
function averageWithLeft(from: usize, out: usize, above: usize, end: usize): void {
  let last = inverted(v128.load(out - 4))
  for (; out < end; out += 4, from += 4, above += 4) {
    const mean = i8x16.avgr_u(last, inverted(v128.load(above)))
    last = i8x16.sub(mean, v128.load(from))
    storePixel(out, inverted(last))
  }
}

function averageOfThree(from: usize, out: usize, above: usize, end: usize): void {
  let last = inverted(v128.load(out - 4))
  for (; out < end; out += 4, from += 4, above += 4) {
    const sides = i8x16.avgr_u(last, inverted(v128.load(above + 4)))
    const mean = i8x16.avgr_u(sides, inverted(v128.load(above)))
    last = i8x16.sub(mean, v128.load(from))
    storePixel(out, inverted(last))
  }
}

function averageOfFour(from: usize, out: usize, above: usize, end: usize): void {
  let last = inverted(v128.load(out - 4))
  for (; out < end; out += 4, from += 4, above += 4) {
    const corner = inverted(v128.load(above - 4))
    const upper = i8x16.avgr_u(inverted(v128.load(above)), inverted(v128.load(above + 4)))
    last = i8x16.sub(i8x16.avgr_u(i8x16.avgr_u(last, corner), upper), v128.load(from))
    storePixel(out, inverted(last))
  }
}

/**
 * Undoes the mode that predicts the pixel to the left or the pixel above, whichever is nearer to
 * left + above - corner.
 */
function select(from: usize, out: usize, above: usize, end: usize): void {
  let last = v128.load(out - 4)
  const ones = i16x8.splat(1)
  for (; out < end; out += 4, from += 4, above += 4) {
    const corner = v128.load(above - 4)
    const upper = v128.load(above)
    const toLeft = i16x8.extend_low_i8x16_u(differences(upper, corner))
    const toUpper = i16x8.extend_low_i8x16_u(differences(last, corner))
    // Both of the lowest two lanes get the sum of the differences in all four channels.
    const pairs = i32x4.dot_i16x8_s(i16x8.sub(toUpper, toLeft), ones)
    const excess = i32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2))
    const predicted = v128.bitselect(last, upper, i32x4.gt_s(excess, i32x4.splat(0)))
    last = i8x16.add(v128.load(from), predicted)
    storePixel(out, last)
  }
}

function differences(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b))
}

function wide(at: usize): v128 {
  return i16x8.extend_low_i8x16_u(v128.load(at))
}

function clampedFull(from: usize, out: usize, above: usize, end: usize): void {
  let last = wide(out - 4)
  for (; out < end; out += 4, from += 4, above += 4) {
    const sum = i16x8.add(last, i16x8.sub(wide(above), wide(above - 4)))
    const pixel = i8x16.add(i8x16.narrow_i16x8_u(sum, sum), v128.load(from))
    storePixel(out, pixel)
    last = i16x8.extend_low_i8x16_u(pixel)
  }
}

function clampedHalf(from: usize, out: usize, above: usize, end: usize): void {
  let last = wide(out - 4)
  for (; out < end; out += 4, from += 4, above += 4) {
    const mean = i16x8.shr_u(i16x8.add(last, wide(above)), 1)
    const turn = i16x8.sub(mean, wide(above - 4))
    // `half` is `turn` / 2, rounded towards zero.
    const half = i16x8.shr_s(i16x8.add(turn, i16x8.shr_u(turn, 15)), 1)
    const sum = i16x8.add(mean, half)
    const pixel = i8x16.add(i8x16.narrow_i16x8_u(sum, sum), v128.load(from))
    storePixel(out, pixel)
    last = i16x8.extend_low_i8x16_u(pixel)
  }
}

function storePixel(at: usize, pixel: v128): void {
  store<u32>(at, i32x4.extract_lane(pixel, 0))
}
