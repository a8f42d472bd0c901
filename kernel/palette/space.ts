/**
 * Space in which the quantizer compares colors. A color is a vector with luma, two chroma
 * coordinates and alpha. The space is a linear image of premultiplied RGBA, so mean colors are mean
 * vectors.
 *
 * The squared distance between two colors is the mean of their squared differences over a black and
 * over a white background. Over black, a premultiplied color P appears as P, and over white as P +
 * 255 − A. With u = dP and v = dA, the mean of u² and (u − v)² is (u − v/2)² + (v/2)². Half the
 * alpha is therefore subtracted from luma, and the other half is its own coordinate. Black and
 * white have zero chroma.
 */

/** Luma weights (ITU-R BT.601, 2.5.1). */
const RED: f32 = 0.299
const GREEN: f32 = 0.587
const BLUE: f32 = 0.114

/**
 * Factors for the differences B − Y and R − Y. They make chroma errors count less than luma errors.
 */
const CHROMA_BLUE: f32 = 0.45
const CHROMA_RED: f32 = 0.6

/** Returns a premultiplied color's vector. The color's lanes are R, G, B and A. */
export function toSpace(rgba: v128): v128 {
  const red = f32x4(RED, -CHROMA_BLUE * RED, CHROMA_RED * (1 - RED), 0)
  const green = f32x4(GREEN, -CHROMA_BLUE * GREEN, -CHROMA_RED * GREEN, 0)
  const blue = f32x4(BLUE, CHROMA_BLUE * (1 - BLUE), -CHROMA_RED * BLUE, 0)
  const alpha = f32x4(-0.5, 0, 0, 0.5)
  return f32x4.add(
    f32x4.add(
      f32x4.mul(f32x4.splat(f32x4.extract_lane(rgba, 0)), red),
      f32x4.mul(f32x4.splat(f32x4.extract_lane(rgba, 1)), green),
    ),
    f32x4.add(
      f32x4.mul(f32x4.splat(f32x4.extract_lane(rgba, 2)), blue),
      f32x4.mul(f32x4.splat(f32x4.extract_lane(rgba, 3)), alpha),
    ),
  )
}

/** Returns a vector's premultiplied color: the inverse of `toSpace`. */
export function fromSpace(vector: v128): v128 {
  const alpha: f32 = f32x4.extract_lane(vector, 3) * 2
  const luma: f32 = f32x4.extract_lane(vector, 0) + alpha / 2
  const blue: f32 = luma + f32x4.extract_lane(vector, 1) / CHROMA_BLUE
  const red: f32 = luma + f32x4.extract_lane(vector, 2) / CHROMA_RED
  const green: f32 = (luma - RED * red - BLUE * blue) / GREEN
  return f32x4(red, green, blue, alpha)
}

/** Returns a color's four bytes as numbers in 32-bit lanes. */
export function lanesOf(color: u32): v128 {
  const bytes = i32x4.replace_lane(i64x2.splat(0), 0, color)
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)))
}

/**
 * Returns a vector in 16-bit lanes, with eight units for each level. All lanes are even, so that
 * squared distances are divisible by 4.
 */
export function packed(vector: v128): u64 {
  const quarters = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(vector, f32x4.splat(4))))
  return i64x2.extract_lane(i16x8.narrow_i32x4_s(i32x4.shl(quarters, 1), quarters), 0)
}

/** Returns the sum of the lanes. */
export function sumOf(vector: v128): f32 {
  return (
    f32x4.extract_lane(vector, 0) +
    f32x4.extract_lane(vector, 1) +
    f32x4.extract_lane(vector, 2) +
    f32x4.extract_lane(vector, 3)
  )
}
