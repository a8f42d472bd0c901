/**
 * Quantizer steps for a frame (ISO/IEC 18181-1:2022, I.2.1, quantizer). All blocks have the same
 * quantizer. Quantizers that followed block activity took 0.3 to 1.8 % more bytes at equal
 * SSIMULACRA2 (8 Kodak photograph files at 400 and 768 pixels, 2026-11-30).
 */
import { power } from '../../powers'

/**
 * Quantizer for all blocks. Steps are the global scale times this number. With 8, the global scale
 * is above 1,000 from quality 50 on, so its rounding changes steps by less than 0.05 %.
 */
export const QUANT: i32 = 8
/**
 * Steps in a unit for the weight 1, at the distance 1. The number is a scale to which quality
 * distances are fitted.
 */
const HF_STEPS: f64 = 0.79
/**
 * LF sample steps at the distance 1, as a multiple of the default. Above the distance `LF_BEND`,
 * the number decreases with the distance to the power `LF_POWER`, because differences between
 * blocks are visible in smooth areas. The numbers took the fewest bytes at equal SSIMULACRA2 (Kodak
 * photographs at 400 and 768 pixels, 2026-11-30).
 */
const LF_STEPS: f64 = 2
const LF_BEND: f64 = 0.3
const LF_POWER: f64 = 0.83
/** Maximum step count with which LF samples fit 16 bits for all colors. */
const MAX_LF_STEPS: f64 = 50
/**
 * Factors for the LF sample step counts in X and B. Y has the default count. The fields that store
 * the steps are exact. The factors took the fewest bytes at equal SSIMULACRA2 (Kodak photographs at
 * 400 and 768 pixels, 2026-11-30).
 */
const LF_FACTOR_X: f32 = 2.0 / 3.0
const LF_FACTOR_B: f32 = 16.0 / 13.0
/** Default numbers of LF sample steps in a unit: X, Y and B. */
const LF_X: f32 = 4096
const LF_Y: f32 = 512
const LF_B: f32 = 256

/**
 * Exponents that scale X and B in the frame header (F.2). An exponent of 2 does not change steps.
 * An exponent of 3 makes a step 0.8 times as large, so B has `FACTOR_B` times as many steps.
 */
export const SCALE_X: u32 = 2
export const SCALE_B: u32 = 3
export const FACTOR_B: f32 = 1.25

/** Global scale and LF sample quantizer. */
export let globalScale: i32 = 0
export let lfQuant: i32 = 0
/** Number of steps in a unit for the weight 1. */
export let hfSteps: f32 = 0
/** LF sample steps in a unit: X, Y and B. */
export let lfStepsX: f32 = 0
export let lfStepsY: f32 = 0
export let lfStepsB: f32 = 0

/**
 * Distances for qualities from 100 to 50, in a constant step for each quality, and for qualities
 * below 50. A distance of 1 is an error that is just visible. A quality from 30 to 100 has about
 * the same SSIMULACRA2 score as that quality in the JPEG encoder (8 Kodak photograph files at 400
 * and 768 pixels, 2026-11-30).
 */
const MIN_DISTANCE: f64 = 0.1
const MAX_DISTANCE: f64 = 25
const DISTANCE_STEP: f64 = 0.111
const LOW_QUALITY: f64 = 50
const LOW_DISTANCE: f64 = 5.65
const LOW_POWER: f64 = 1.17

/** Returns the distance for a quality from 1 to 100. */
function distanceOf(quality: f64): f64 {
  if (quality >= LOW_QUALITY) return MIN_DISTANCE + DISTANCE_STEP * (100 - quality)
  return min(MAX_DISTANCE, LOW_DISTANCE * power(LOW_QUALITY / quality, LOW_POWER))
}

/** Chooses a frame's steps. */
export function chooseSteps(quality: i32): void {
  const distance = distanceOf(quality)
  const scale = nearest((65536 * HF_STEPS) / (distance * <f64>QUANT))
  globalScale = <i32>max<f64>(1, min<f64>(32768, scale))
  const unit = <f64>globalScale / 65536
  hfSteps = <f32>(unit * <f64>QUANT)
  const bent = LF_BEND * power(distance / LF_BEND, LF_POWER)
  const lfDistance = max<f64>(0.5 * distance, min<f64>(distance, bent))
  const lfSteps = min<f64>(MAX_LF_STEPS, LF_STEPS / lfDistance)
  lfQuant = <i32>max<f64>(1, nearest(lfSteps / unit))
  const steps = <f32>(unit * <f64>lfQuant)
  lfStepsX = steps * LF_X * LF_FACTOR_X
  lfStepsY = steps * LF_Y
  lfStepsB = steps * LF_B * LF_FACTOR_B
}

/** Returns the LF sample step that the frame stores for X, Y or B, for a quantizer of 1. */
export function storedLfStep(channel: i32): f32 {
  if (channel === 0) return 1 / (LF_X * LF_FACTOR_X)
  return channel === 1 ? 1 / LF_Y : 1 / (LF_B * LF_FACTOR_B)
}
