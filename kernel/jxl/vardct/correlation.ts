/**
 * Correlation between luma and X and B in a tile with 64 × 64 pixels (ISO/IEC 18181-1:2022, I.6,
 * chroma from luma). A tile's factors are chosen by least squares over its blocks' coefficients,
 * each in steps of its quantizer.
 */
import { heightOf, weightsOf, widthOf } from './weights'

/** Unit for a stored factor: the reciprocal of the color_factor default (I.2.3). */
export const FACTOR_UNIT: f32 = 1 / 84
/**
 * Factor for Y in B to which the stored factor is added: the base_correlation_b default (I.2.3).
 */
export const BASE_B: f32 = 1

/** Number added to a sum of squared steps, so that a tile without contrast has the factor 0. */
const DAMPING: f32 = 1

/** Sum vectors over a tile: Y squared and Y times X, and the same for B. */
const SUMS: usize = memory.data(64, 16)

/** Begins a tile's sums. */
export function beginCorrelation(): void {
  memory.fill(SUMS, 0, 64)
}

/**
 * Adds a block's coefficients.
 * @param x X coefficient address, as f32
 * @param y Y coefficient address, as f32
 * @param b B coefficient address, as f32
 * @param kind quantization matrix kind. Weights are 0 for coefficients in the LF image.
 */
export function addCorrelation(x: usize, y: usize, b: usize, kind: i32): void {
  const weightX = weightsOf(kind, 0)
  const weightB = weightsOf(kind, 2)
  const bytes = (widthOf(kind) * heightOf(kind)) << 2
  let sumX = v128.load(SUMS)
  let crossX = v128.load(SUMS, 16)
  let sumB = v128.load(SUMS, 32)
  let crossB = v128.load(SUMS, 48)
  for (let i: usize = 0; i < bytes; i += 16) {
    const luma = v128.load(y + i)
    const scaleX = v128.load(weightX + i)
    const scaleB = v128.load(weightB + i)
    const lumaX = f32x4.mul(luma, scaleX)
    const lumaB = f32x4.mul(luma, scaleB)
    sumX = f32x4.add(sumX, f32x4.mul(lumaX, lumaX))
    crossX = f32x4.add(crossX, f32x4.mul(lumaX, f32x4.mul(v128.load(x + i), scaleX)))
    sumB = f32x4.add(sumB, f32x4.mul(lumaB, lumaB))
    crossB = f32x4.add(crossB, f32x4.mul(lumaB, f32x4.mul(v128.load(b + i), scaleB)))
  }
  v128.store(SUMS, sumX)
  v128.store(SUMS, crossX, 16)
  v128.store(SUMS, sumB, 32)
  v128.store(SUMS, crossB, 48)
}

/** Returns the stored factor for X. */
export function factorOfX(): i32 {
  return stored(sumOf(16) / (sumOf(0) + DAMPING))
}

/** Returns the stored factor for B. */
export function factorOfB(): i32 {
  const squares = sumOf(32)
  return stored((sumOf(48) - BASE_B * squares) / (squares + DAMPING))
}

function stored(factor: f32): i32 {
  return <i32>max(<f32>-128, min(<f32>127, nearest(factor / FACTOR_UNIT)))
}

function sumOf(offset: usize): f32 {
  const vector = v128.load(SUMS + offset)
  const halves = f32x4.add(vector, i32x4.shuffle(vector, vector, 2, 3, 0, 1))
  return f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1)
}
