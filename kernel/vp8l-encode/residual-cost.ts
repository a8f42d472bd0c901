/**
 * Estimates how many bits residuals take, in eighths of a bit. The cost is about the logarithm of
 * their magnitude. Sixteen costs are looked up at a time.
 */

/**
 * Cost tables in eighths of a bit. `LOW` has the cost 8 log2(1 + n) for each magnitude n up to 15.
 * The cost for a greater magnitude is the cost for 15 plus an entry from `HIGH`, which has one
 * entry for each step of 16.
 */
const LOW = memory.data<u8>([0, 8, 13, 16, 19, 21, 22, 24, 25, 27, 28, 29, 30, 30, 31, 32])
const HIGH = memory.data<u8>([0, 5, 11, 14, 17, 19, 21, 23, 24, 0, 0, 0, 0, 0, 0, 0])

export function lowCosts(): v128 {
  return v128.load(LOW)
}

export function highCosts(): v128 {
  return v128.load(HIGH)
}

/**
 * Returns the costs for sixteen residuals, which are signed bytes. Each of the eight 16-bit results
 * is the cost for two bytes.
 */
export function costsOf(residuals: v128, low: v128, high: v128): v128 {
  const magnitudes = i8x16.abs(residuals)
  const costs = i8x16.add(
    i8x16.swizzle(low, i8x16.min_u(magnitudes, i8x16.splat(15))),
    i8x16.swizzle(high, i8x16.shr_u(magnitudes, 4)),
  )
  return i16x8.extadd_pairwise_i8x16_u(costs)
}

/** Adds up eight 16-bit numbers. */
export function total(costs: v128): u32 {
  const four = i32x4.extadd_pairwise_i16x8_u(costs)
  return (
    i32x4.extract_lane(four, 0) +
    i32x4.extract_lane(four, 1) +
    i32x4.extract_lane(four, 2) +
    i32x4.extract_lane(four, 3)
  )
}
