import { encode } from '../pixels/transfer'
import { FULL, narrow } from './wide-pixel'

// Layout of the transfer curves from `fineCurve` in src/engine/color. Each power of two has 128
// cells, so the upper 7 of an f32's 23 fraction bits select a cell, and the lower 16 bits are the
// position within the cell.
const WITHIN: i32 = 16
/**
 * Cells per octave, a power of two. Linear interpolation within a cell differs from the curve by a
 * few thousandths of an 8-bit code.
 */
export const CELLS: i32 = 1 << (23 - WITHIN)
/**
 * Number of octaves (powers of two) into which the samples below 1 are divided. The lowest octave
 * begins at the smallest 16-bit code's square.
 */
export const OCTAVES: i32 = 32
/**
 * Number that is subtracted to get an index into a curve: `(bits of an f32 >> WITHIN) - BEFORE`.
 * Index 0 is the curve's value at 0. Index 1 is the first cell, which starts at 2⁻³².
 */
const BEFORE: i32 = (127 - OCTAVES) * CELLS - 1
/** Curve length in bytes: the values at 0, at each cell's beginning, and at 1. */
export const CURVE: usize = (OCTAVES * CELLS + 2) * 4
/** Length in bytes of a matrix column: three weights and a 0. */
const COLUMN: usize = 16
/** Length in bytes of a conversion's matrix. */
export const MATRIX: usize = 3 * COLUMN
/** Length in bytes of an adjustment's matrix. */
export const ADJUSTMENT: usize = 4 * COLUMN

/** The largest f32 below 1. It lies in a curve's last cell. */
const LAST: f32 = 0.99999994

/**
 * Applies the transfer curves to R, G and B, with linear interpolation. Numbers below 0 and NaN
 * count as 0.
 */
function linear(samples: v128, curves: usize): v128 {
  const limited = f32x4.pmin(f32x4.splat(LAST), f32x4.pmax(f32x4.splat(0), samples))
  const cells = i32x4.sub(i32x4.shr_u(limited, WITHIN), i32x4.splat(BEFORE))
  const at = i32x4.shl(i32x4.max_s(cells, i32x4.splat(0)), 2)
  const red = i64x2.splat(load<i64>(curves + i32x4.extract_lane(at, 0)))
  const both = i64x2.replace_lane(red, 1, load<i64>(curves + i32x4.extract_lane(at, 1), CURVE))
  const blue = i64x2.splat(load<i64>(curves + i32x4.extract_lane(at, 2), 2 * CURVE))
  const from = v128.shuffle<f32>(both, blue, 0, 2, 4, 6)
  const to = v128.shuffle<f32>(both, blue, 1, 3, 5, 7)
  const within = v128.and(limited, i32x4.splat((1 << WITHIN) - 1))
  const share = f32x4.mul(f32x4.convert_i32x4_u(within), f32x4.splat(1 / <f32>(1 << WITHIN)))
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), share))
}

/** Converts linear light with the picture's primaries to the nearest 8-bit sRGB pixel. */
function encodeLight(light: v128, alpha: u32, matrix: usize): u32 {
  const red = f32x4.mul(v128.shuffle<f32>(light, light, 0, 0, 0, 0), v128.load(matrix))
  const green = f32x4.mul(v128.shuffle<f32>(light, light, 1, 1, 1, 1), v128.load(matrix, COLUMN))
  const blue = f32x4.mul(v128.shuffle<f32>(light, light, 2, 2, 2, 2), v128.load(matrix, 2 * COLUMN))
  return encode(f32x4.add(f32x4.add(red, green), blue)) | alpha
}

/**
 * Multiplies colors by a matrix. The colors are clipped first, because the filter may overshoot.
 * @param pixel R, G, B and alpha, from 0 to 65535
 * @param weighed `true` if the colors in `pixel` are multiplied by alpha
 * @param matrix address of 16 f32: the columns for R, G, B and the constant, each followed by a 0
 */
export function adjustWide(pixel: v128, weighed: bool, matrix: usize): v128 {
  const alpha = v128.shuffle<f32>(pixel, pixel, 3, 3, 3, 3)
  const most = weighed ? alpha : f32x4.splat(FULL)
  const limited = f32x4.pmin(most, f32x4.pmax(f32x4.splat(0), pixel))
  const red = f32x4.mul(v128.shuffle<f32>(limited, limited, 0, 0, 0, 0), v128.load(matrix))
  const green = f32x4.mul(v128.shuffle<f32>(limited, limited, 1, 1, 1, 1), v128.load(matrix, COLUMN))
  const blue = f32x4.mul(v128.shuffle<f32>(limited, limited, 2, 2, 2, 2), v128.load(matrix, 2 * COLUMN))
  const offset = f32x4.mul(most, v128.load(matrix, 3 * COLUMN))
  const color = f32x4.add(f32x4.add(red, green), f32x4.add(blue, offset))
  return f32x4.replace_lane(color, 3, f32x4.extract_lane(pixel, 3))
}

/**
 * Scales R, G and B to the range from 0 to 1. If they are multiplied by alpha, it divides them by
 * alpha.
 */
function unweighed(pixel: v128, weighed: bool): v128 {
  return f32x4.div(pixel, f32x4.splat(weighed ? f32x4.extract_lane(pixel, 3) : FULL))
}

/**
 * Converts a pixel to the nearest 8-bit sRGB pixel. Each channel is clipped on its own.
 * `prepareEncode` must have been called.
 * @param pixel R, G, B and alpha, from 0 to 65535
 * @param weighed `true` to divide the colors by alpha; a pixel whose 8-bit alpha is 0 then becomes
 *   0
 * @param conversion address of 12 f32 and three curves: the matrix columns from the picture's
 *   linear light to sRGB's, each followed by a 0, then the curves for R, G and B
 */
export function convertWide(pixel: v128, weighed: bool, conversion: usize): u32 {
  const alpha = narrow(pixel, weighed) & 0xff000000
  if (weighed && alpha === 0) return 0
  return encodeLight(linear(unweighed(pixel, weighed), conversion + MATRIX), alpha, conversion)
}

/** Converts a linear-light pixel like `convertWide`. The `conversion` has no curves. */
export function convertLight(pixel: v128, weighed: bool, conversion: usize): u32 {
  const alpha = narrow(pixel, weighed) & 0xff000000
  return weighed && alpha === 0 ? 0 : encodeLight(unweighed(pixel, weighed), alpha, conversion)
}
