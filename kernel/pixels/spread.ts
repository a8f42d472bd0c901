const BITS: i32 = 6
const ONE: i32 = 1 << BITS

/**
 * Interpolates between two sample rows. At both ends, the result repeats its first or last sample.
 * @param weight distance from the upper row to the result, in 64ths of the distance between the
 *   rows
 * @param to receives width + 2 16-bit samples, in units of 1/64
 */
function blend(upper: usize, lower: usize, weight: i32, width: usize, to: usize): void {
  const first = to + 2
  const below = i16x8.splat(<i16>weight)
  const above = i16x8.splat(<i16>(ONE - weight))
  let at: usize = 0
  for (; at + 8 <= width; at += 8) {
    const high = i16x8.extend_low_i8x16_u(i64x2.splat(load<i64>(upper + at)))
    const low = i16x8.extend_low_i8x16_u(i64x2.splat(load<i64>(lower + at)))
    v128.store(first + 2 * at, i16x8.add(i16x8.mul(high, above), i16x8.mul(low, below)))
  }
  for (; at < width; at++) {
    const sum = <i32>load<u8>(upper + at) * (ONE - weight) + <i32>load<u8>(lower + at) * weight
    store<u16>(first + 2 * at, sum)
  }
  store<u16>(to, load<u16>(first))
  store<u16>(first + 2 * width, load<u16>(first + 2 * (width - 1)))
}

/**
 * Doubles the width of eight samples in a row, to 16 bytes.
 * @param row address of the sample to the left of the eight samples
 */
function double(row: usize): v128 {
  const three = i16x8.mul(v128.load(row, 2), i16x8.splat(3))
  const half = i16x8.splat(<i16>(2 * ONE))
  const left = i16x8.add(i16x8.add(three, v128.load(row)), half)
  const right = i16x8.add(i16x8.add(three, v128.load(row, 4)), half)
  return v128.or(i16x8.shr_u(left, BITS + 2), i16x8.shl(i16x8.shr_u(right, BITS + 2), 8))
}

/** @param x pixel in the uncropped row; `sample` is the sample at which `row` begins */
function between(row: usize, width: i32, density: f64, x: i32, sample: i32): i32 {
  const at = (<f64>x + 0.5) * density - 0.5 - <f64>sample
  const left = min(max(<i32>floor(at), -1), width - 1)
  const share = at - <f64>left
  const pair = row + 2 * <usize>(left + 1)
  const value = <f64>load<u16>(pair) * (1 - share) + <f64>load<u16>(pair, 2) * share
  return <i32>(value * (1 / <f64>ONE) + 0.5)
}

/**
 * Returns the size in bytes of the work area for `spreadRow`.
 * @param width samples in a row in the subsampled plane
 */
export function spreadWorkBytes(width: i32): f64 {
  return 2 * (<f64>width + 2)
}

/** Parameters for `spreadRow`. */
@unmanaged
class SpreadRow {
  /** Addresses of two neighboring rows with `width` samples; the result lies between them. */
  upper: usize
  lower: usize
  /**
   * Distance from the upper row to the result, in 64ths of the distance between both rows: 0 to 64.
   */
  weight: i32
  width: i32
  /**
   * Samples per pixel in the result, above 0 and at most 1. Samples are centered between the pixels
   * that share them (T.871 clause 9).
   */
  density: f64
  /**
   * Index of the first sample in both rows, and of the result's first pixel, in rows that are not
   * cropped. Both are 0 if they are not.
   */
  sample: i32
  pixel: i32
  /** Address of a work area with `spreadWorkBytes(width)`: width + 2 16-bit samples. */
  work: usize
  /** Receives `count` samples. */
  out: usize
  count: i32
}

/**
 * Computes one row in an enlarged plane from two rows in the subsampled plane, by linear
 * interpolation in both directions. Beyond the edges, the edge samples are repeated.
 */
export function spreadRow(values: SpreadRow): void {
  const upper = values.upper
  const lower = values.lower
  const weight = values.weight
  const width = values.width
  const density = values.density
  const sample = values.sample
  const pixel = values.pixel
  const work = values.work
  const out = values.out
  const count = values.count
  blend(upper, lower, weight, width, work)
  let x = 0
  if (density === 0.5) {
    // Pixels 2i and 2i + 1 of an uncropped row share sample i. The first pixels may lie before the
    // first sample, or be the second one of a pair.
    const shift = pixel - 2 * sample
    const paired = min(count, shift < 0 ? -shift : shift & 1)
    for (; x < paired; x++) store<u8>(out + <usize>x, between(work, width, density, x + pixel, sample))
    const doubled = min(count, 2 * width - shift)
    for (; x + 16 <= doubled; x += 16) v128.store(out + <usize>x, double(work + <usize>(x + shift)))
  }
  for (; x < count; x++) store<u8>(out + <usize>x, between(work, width, density, x + pixel, sample))
}
