/**
 * Default VarDCT quantization matrices (ISO/IEC 18181-1:2022, I.2.4 and I.2.5, dequantization
 * matrices). A weight is the number of steps in a unit. It depends on a frequency's distance from
 * the lowest frequency, and is interpolated between bands.
 */
import { alloc } from '../../heap'
import { exponential, logarithm } from '../../powers'

/** Transform kinds. Both 8 × 16 orientations share a matrix. */
export const KIND_8X8: i32 = 0
export const KIND_16X8: i32 = 1
export const KIND_16X16: i32 = 2
export const KIND_32X32: i32 = 3

const BANDS_8X8: usize = 6
const BANDS_LARGE: usize = 7
/** First band and steps between the bands, for X, Y and B. */
// biome-ignore format: a channel a row
const STEPS_8X8: usize = memory.data<f32>([
  3150, 0, -0.4, -0.4, -0.4, -2,
  560, 0, -0.3, -0.3, -0.3, -0.3,
  512, -2, -1, 0, -1, -2,
])
// biome-ignore format: a channel a row
const STEPS_16X8: usize = memory.data<f32>([
  7240.7734393502, -0.7, -0.7, -0.2, -0.2, -0.2, -0.5,
  1448.15468787004, -0.5, -0.5, -0.5, -0.2, -0.2, -0.2,
  506.854140754517, -1.4, -0.2, -0.5, -0.5, -1.5, -3.6,
])
// biome-ignore format: a channel a row
const STEPS_16X16: usize = memory.data<f32>([
  8996.87257118, -1.30007773934, -0.494245298246, -0.439093774457, -0.63501018327, -0.901772640508, -1.61620992399,
  3191.48366297, -0.674245821042, -0.807458134285, -0.449258374848, -0.35865440981, -0.313223891119, -0.376150253157,
  1157.50408145, -2.05314231658, -1.4, -0.506871300334, -0.427087306247, -1.48568345393, -4.92091428844,
])

const BANDS_32X32: usize = 8
// biome-ignore format: a channel a row
const STEPS_32X32: usize = memory.data<f32>([
  15718.4083098, -1.025, -0.98, -0.9012, -0.4, -0.48819395464, -0.421064, -0.27,
  7305.76368107, -0.80419582123, -0.763303645749, -0.5566037999, -0.497853046589, -0.436995926835, -0.401808665262, -0.273216831254,
  3803.53173721, -3.06073357981, -2.04132701325, -2.02356501597, -0.549538950995, -0.4, -0.4, -0.3,
])

/** Number of coefficients before a kind, in a channel. */
const OFFSET_16X8: usize = 64
const OFFSET_16X16: usize = 64 + 128
const OFFSET_32X32: usize = 64 + 128 + 256
const COEFFICIENTS: usize = 64 + 128 + 256 + 1024

/** Weights by kind and channel, divided by the block's sample count, and their reciprocals. */
let weights: usize = 0
let reciprocals: usize = 0

/** Allocates and computes the weights. */
export function openWeights(): void {
  weights = alloc(3 * COEFFICIENTS * 4)
  reciprocals = alloc(3 * COEFFICIENTS * 4)
  if (isDefined(COUNTING)) return
  for (let channel: usize = 0; channel < 3; channel++) {
    fill(KIND_8X8, channel, STEPS_8X8 + 4 * BANDS_8X8 * channel, BANDS_8X8)
    fill(KIND_16X8, channel, STEPS_16X8 + 4 * BANDS_LARGE * channel, BANDS_LARGE)
    fill(KIND_16X16, channel, STEPS_16X16 + 4 * BANDS_LARGE * channel, BANDS_LARGE)
    fill(KIND_32X32, channel, STEPS_32X32 + 4 * BANDS_32X32 * channel, BANDS_32X32)
  }
}

/** Counts the coefficient columns, at least as many as rows. */
export function widthOf(kind: i32): usize {
  return kind === KIND_8X8 ? 8 : kind === KIND_32X32 ? 32 : 16
}

/** Counts the coefficient rows. */
export function heightOf(kind: i32): usize {
  return kind === KIND_32X32 ? 32 : kind === KIND_16X16 ? 16 : 8
}

function offsetOf(kind: i32, channel: usize): usize {
  if (kind === KIND_8X8) return 4 * 64 * channel
  if (kind === KIND_16X8) return 4 * (3 * OFFSET_16X8 + 128 * channel)
  if (kind === KIND_16X16) return 4 * (3 * OFFSET_16X16 + 256 * channel)
  return 4 * (3 * OFFSET_32X32 + 1024 * channel)
}

/**
 * Returns the weights' address, as f32. Frequencies in the LF image have the weight 0.
 * @param channel 0 for X, 1 for Y, 2 for B
 */
export function weightsOf(kind: i32, channel: usize): usize {
  return weights + offsetOf(kind, channel)
}

/**
 * Returns the address of the weights' reciprocals, as f32. The reciprocal for the weight 0 is 0.
 */
export function reciprocalsOf(kind: i32, channel: usize): usize {
  return reciprocals + offsetOf(kind, channel)
}

/** Returns the factor from a band to the next one. */
function factorOf(step: f64): f64 {
  return step > 0 ? 1 + step : 1 / (1 - step)
}

/** Computes the weights for a kind and a channel. */
function fill(kind: i32, channel: usize, steps: usize, bands: usize): void {
  const columns = <i32>widthOf(kind)
  const rows = <i32>heightOf(kind)
  const to = weightsOf(kind, channel)
  const inverse = reciprocalsOf(kind, channel)
  const scale = <f64>(bands - 1) / (Math.SQRT2 + 1e-6)
  const size = <f64>(columns * rows)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const dx = (<f64>x * scale) / <f64>(columns - 1)
      const dy = (<f64>y * scale) / <f64>(rows - 1)
      const distance = sqrt(dx * dx + dy * dy)
      const band = <usize>distance
      let weight: f64 = load<f32>(steps)
      for (let i: usize = 1; i <= band; i++) weight *= factorOf(load<f32>(steps + 4 * i))
      if (band + 1 < bands) {
        const factor = factorOf(load<f32>(steps + 4 * band, 4))
        weight *= exponential((distance - <f64>band) * logarithm(factor))
      }
      const at: usize = 4 * <usize>(y * columns + x)
      const isLf = 8 * x < columns && 8 * y < rows
      store<f32>(to + at, isLf ? 0 : <f32>(weight / size))
      store<f32>(inverse + at, isLf ? 0 : <f32>(size / weight))
    }
  }
}
