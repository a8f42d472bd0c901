/** Entropy estimates, in bits. */

/**
 * Coefficients for t, t² … t⁵ in a polynomial for log2(1 + t), t from 0 to 1. It is a least-squares
 * fit, whose maximum error is 2.9e-5.
 */
const C1: f32 = 1.4418251
const C2: f32 = -0.70867494
const C3: f32 = 0.41539777
const C4: f32 = -0.19439043
const C5: f32 = 0.04587075

/**
 * Returns the binary logarithms of four numbers. The result for 0 is finite.
 * @param values f32 lanes, none negative
 */
function logs(values: v128): v128 {
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(values, 23), i32x4.splat(127)))
  const mantissa = v128.or(v128.and(values, i32x4.splat(0x7fffff)), i32x4.splat(0x3f800000))
  const t = f32x4.sub(mantissa, f32x4.splat(1))
  let sum = f32x4.add(f32x4.mul(t, f32x4.splat(C5)), f32x4.splat(C4))
  sum = f32x4.add(f32x4.mul(t, sum), f32x4.splat(C3))
  sum = f32x4.add(f32x4.mul(t, sum), f32x4.splat(C2))
  sum = f32x4.add(f32x4.mul(t, sum), f32x4.splat(C1))
  return f32x4.add(exponent, f32x4.mul(t, sum))
}

/** Adds both halves of an f32 vector to f64 lanes. */
function addWide(sums: v128, values: v128): v128 {
  const high = i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
  return f64x2.add(f64x2.add(sums, f64x2.promote_low_f32x4(values)), f64x2.promote_low_f32x4(high))
}

function sumOf(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1)
}

/** Returns a non-negative number's binary logarithm. */
export function log2(value: f32): f32 {
  return f32x4.extract_lane(logs(f32x4.splat(value)), 0)
}

/**
 * Counts the bits that all tokens in a histogram take with ideal codes.
 * @param counts address of 32-bit counts
 * @param size number of counts, a multiple of 4
 */
export function entropyOf(counts: usize, size: u32): f64 {
  let sums = f64x2.splat(0)
  let total = i32x4.splat(0)
  const end = counts + ((<usize>size) << 2)
  for (let at = counts; at < end; at += 16) {
    const lane = v128.load(at)
    const values = f32x4.convert_i32x4_u(lane)
    total = i32x4.add(total, lane)
    sums = addWide(sums, f32x4.mul(values, logs(values)))
  }
  return entropyFrom(laneSum(total), sumOf(sums))
}

/** Counts the bits that the tokens in two histograms take together. */
export function jointEntropy(one: usize, other: usize, size: u32): f64 {
  let sums = f64x2.splat(0)
  let total = i32x4.splat(0)
  const length = (<usize>size) << 2
  for (let at: usize = 0; at < length; at += 16) {
    const lane = i32x4.add(v128.load(one + at), v128.load(other + at))
    const values = f32x4.convert_i32x4_u(lane)
    total = i32x4.add(total, lane)
    sums = addWide(sums, f32x4.mul(values, logs(values)))
  }
  return entropyFrom(laneSum(total), sumOf(sums))
}

function laneSum(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  )
}

function entropyFrom(total: u32, sum: f64): f64 {
  if (total === 0) return 0
  return max(0, <f64>total * <f64>log2(<f32>total) - sum)
}

/** Returns the sum of counts. */
export function totalOf(counts: usize, size: u32): u32 {
  let total = i32x4.splat(0)
  const end = counts + ((<usize>size) << 2)
  for (let at = counts; at < end; at += 16) total = i32x4.add(total, v128.load(at))
  return laneSum(total)
}

/** Adds a histogram's counts to another histogram. */
export function addCounts(to: usize, from: usize, size: u32): void {
  const length = (<usize>size) << 2
  for (let at: usize = 0; at < length; at += 16) {
    v128.store(to + at, i32x4.add(v128.load(to + at), v128.load(from + at)))
  }
}

/**
 * Additional bits that a token takes compared with the rarest one, if a histogram does not have it.
 */
const MISSING_BITS: f32 = 2

/**
 * Computes the bits that each token takes with a histogram's distribution.
 * @param to address of the results, each a 32-bit floating-point number
 */
export function fillCosts(counts: usize, size: u32, to: usize): void {
  const total = f32x4.splat(log2(<f32>max(totalOf(counts, size), 1)))
  const missing = f32x4.add(total, f32x4.splat(MISSING_BITS))
  const length = (<usize>size) << 2
  for (let at: usize = 0; at < length; at += 16) {
    const lane = v128.load(counts + at)
    const bits = f32x4.sub(total, logs(f32x4.convert_i32x4_u(lane)))
    const isMissing = i32x4.eq(lane, i32x4.splat(0))
    v128.store(to + at, v128.bitselect(missing, bits, isMissing))
  }
}

/** Counts the bits that a histogram's tokens take with costs from `fillCosts`. */
export function costOf(counts: usize, costs: usize, size: u32): f32 {
  let sums = f32x4.splat(0)
  const length = (<usize>size) << 2
  for (let at: usize = 0; at < length; at += 16) {
    const values = f32x4.convert_i32x4_u(v128.load(counts + at))
    sums = f32x4.add(sums, f32x4.mul(values, v128.load(costs + at)))
  }
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    f32x4.extract_lane(sums, 2) +
    f32x4.extract_lane(sums, 3)
  )
}
