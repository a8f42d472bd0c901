/** Binary logarithms of counts, for estimates of entropy. */
import { alloc } from '../env'

const SIZE: u32 = 4096
const TOP_BITS: u32 = 12

let table: usize = 0

export function logsOpen(): void {
  table = alloc(SIZE * 4)
  for (let i: u32 = 1; i < SIZE; i++) store<f32>(table + i * 4, computed(i))
}

/** A binary digit of the logarithm for each time that the number is squared. */
function computed(value: u32): f32 {
  const whole = 31 - clz(value)
  let rest = <f64>value / <f64>((<u32>1) << whole)
  let log = <f32>whole
  for (let digit: f32 = 0.5; digit > 0.00001; digit *= 0.5) {
    rest *= rest
    if (rest < 2) continue
    rest *= 0.5
    log += digit
  }
  return log
}

/** Of a number of at least 1; exact to three digits. */
export function log2(value: u32): f32 {
  if (value < SIZE) return load<f32>(table + value * 4)
  const shift = 32 - clz(value) - TOP_BITS
  return load<f32>(table + (value >> shift) * 4) + <f32>shift
}
