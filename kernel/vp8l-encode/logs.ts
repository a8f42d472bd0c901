/** Binary logarithms of counts, for entropy estimates. */
import { alloc } from '../heap'

const SIZE: u32 = 4096
const TOP_BITS: u32 = 12

let table: usize = 0

/** Denominator of the fractions to which logarithms are rounded down: 2¹⁶, for 16 binary digits. */
const DIGITS: f64 = 65_536
/**
 * Largest number up to which each logarithm is computed digit by digit, as it is for powers of two.
 * All other logarithms follow from the previous one, by a series that converges quickly for large
 * numbers.
 */
const FIRST: u32 = 64

export function logsOpen(): void {
  table = alloc(SIZE * 4)
  if (isDefined(COUNTING)) return
  let log: f64 = 0
  for (let i: u32 = 1; i < SIZE; i++) {
    log = i <= FIRST || isPower(i) ? computed(i) : log + step(i)
    store<f32>(table + i * 4, <f32>(floor(log * DIGITS) / DIGITS))
  }
}

function isPower(value: u32): bool {
  return (value & (value - 1)) === 0
}

/** Returns log2(value / (value - 1)), by the series for the inverse hyperbolic tangent. */
function step(value: u32): f64 {
  const at = 1 / <f64>(2 * value - 1)
  const square = at * at
  return 2 * Math.LOG2E * at * (1 + square * (1.0 / 3 + square * (1.0 / 5 + square / 7)))
}

/** Computes a binary logarithm digit by digit: squaring the number gives one digit each time. */
function computed(value: u32): f64 {
  const whole = 31 - clz(value)
  let rest = <f64>value / <f64>((<u32>1) << whole)
  let log = <f64>whole
  for (let digit: f64 = 0.5; digit >= 1 / DIGITS; digit *= 0.5) {
    rest *= rest
    if (rest < 2) continue
    rest *= 0.5
    log += digit
  }
  return log
}

/** Returns the binary logarithm of a number that is at least 1, exact to three digits. */
export function log2(value: u32): f32 {
  if (value < SIZE) return load<f32>(table + value * 4)
  const shift = 32 - clz(value) - TOP_BITS
  return load<f32>(table + (value >> shift) * 4) + <f32>shift
}
