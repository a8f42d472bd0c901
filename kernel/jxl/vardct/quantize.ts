/** HF coefficient quantization, and the values that decoders compute. */
import { heightOf, reciprocalsOf, weightsOf, widthOf } from './weights'

/**
 * Values that decoders give to quantized coefficients (ISO/IEC 18181-1:2022, I.5.3, HF
 * dequantization). A Y level of ±1 becomes ±`ONE_OF_Y`. A larger level's magnitude is decreased by
 * `SHRINK` divided by the level. The numbers are image header defaults.
 */
const ONE_OF_Y: f32 = 1 - 0.07005449891748593
const SHRINK: f32 = 0.145

/**
 * Thresholds in steps below which a coefficient becomes 0: for frequencies that are low in both
 * directions, and for all others. A smaller threshold for luma keeps its texture. The thresholds
 * took the fewest bytes at equal SSIMULACRA2 (Kodak photographs at 400 and 768 pixels, 2026-11-30).
 */
const LOW_OF_Y: f32 = 0.55
const HIGH_OF_Y: f32 = 0.6
const LOW: f32 = 0.58
const HIGH: f32 = 0.62

/**
 * Quantizes a block.
 * @param from coefficient address, as f32
 * @param kind quantization matrix kind
 * @param channel 0 for X, 1 for Y, 2 for B
 * @param steps number of steps in a unit, by which the weights are multiplied
 * @param to address for the levels, as i16
 */
export function quantize(from: usize, kind: i32, channel: usize, steps: f32, to: usize): void {
  const rows = heightOf(kind)
  let weight = weightsOf(kind, channel)
  const scale = f32x4.splat(steps)
  const half = rows >> 1
  const eights = widthOf(kind) >> 3
  const high = f32x4.splat(channel === 1 ? HIGH_OF_Y : HIGH)
  for (let y: usize = 0; y < rows; y++) {
    const low = y >= half ? high : f32x4.splat(channel === 1 ? LOW_OF_Y : LOW)
    for (let i: usize = 0; i < eights; i++) {
      // In a row with 16 or 32 coefficients, each vector with 8 belongs to one half.
      const first = i + i < eights ? low : high
      const second = eights === 1 ? high : first
      const a = level(v128.load(from), v128.load(weight), scale, first)
      const b = level(v128.load(from, 16), v128.load(weight, 16), scale, second)
      v128.store(to, i16x8.narrow_i32x4_s(a, b))
      from += 32
      weight += 32
      to += 16
    }
  }
}

function level(coefficient: v128, weight: v128, scale: v128, threshold: v128): v128 {
  const value = f32x4.mul(f32x4.mul(coefficient, weight), scale)
  const isKept = f32x4.ge(f32x4.abs(value), threshold)
  return i32x4.trunc_sat_f32x4_s(v128.and(f32x4.nearest(value), isKept))
}

/** Factors for Y in X and in B, divided by the number of steps in a unit for Y. */
let shareX: f32 = 0
let shareB: f32 = 0

/**
 * Sets the factors for `decorrelate`.
 * @param factorX factor for Y in X
 * @param factorB factor for Y in B
 * @param steps number of steps in a unit for Y
 */
export function setFactors(factorX: f32, factorB: f32, steps: f32): void {
  shareX = factorX / steps
  shareB = factorB / steps
}

/**
 * Subtracts the prediction that Y gives from the X and B coefficients.
 * @param levels Y level address, as i16
 * @param kind quantization matrix kind
 * @param x X coefficient address, as f32
 * @param b B coefficient address, as f32
 */
export function decorrelate(levels: usize, kind: i32, x: usize, b: usize): void {
  const count = widthOf(kind) * heightOf(kind)
  let weight = reciprocalsOf(kind, 1)
  const scaleX = f32x4.splat(shareX)
  const scaleB = f32x4.splat(shareB)
  for (let i: usize = 0; i < count; i += 4) {
    const y = f32x4.mul(decoded(i64x2.splat(load<i64>(levels))), v128.load(weight))
    v128.store(x, f32x4.sub(v128.load(x), f32x4.mul(y, scaleX)))
    v128.store(b, f32x4.sub(v128.load(b), f32x4.mul(y, scaleB)))
    levels += 8
    weight += 16
    x += 16
    b += 16
  }
}

/** Returns the values that decoders give to four Y levels, in steps. */
function decoded(levels: v128): v128 {
  const level = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(levels))
  const sign = v128.and(level, f32x4.splat(-0.0))
  const size = v128.xor(level, sign)
  const isLarge = f32x4.gt(size, f32x4.splat(1))
  const isZero = f32x4.eq(size, f32x4.splat(0))
  const shrunk = f32x4.sub(size, f32x4.div(f32x4.splat(SHRINK), size))
  const value = v128.bitselect(shrunk, f32x4.splat(ONE_OF_Y), isLarge)
  return v128.xor(v128.andnot(value, isZero), sign)
}
