/** Powers that are computed alike everywhere, without tables. */

const LN_2: f64 = Math.LN2

/** Returns a positive number's natural logarithm. */
export function logarithm(value: f64): f64 {
  const bits = reinterpret<u64>(value)
  const exponent = <i32>(bits >> 52) - 1023
  const mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000)
  // ln(m) is 2 artanh((m − 1) / (m + 1)).
  const ratio = (mantissa - 1) / (mantissa + 1)
  const square = ratio * ratio
  let sum: f64 = 0
  for (let i = 25; i > 0; i -= 2) sum = sum * square + 1 / <f64>i
  return <f64>exponent * LN_2 + 2 * ratio * sum
}

/** Returns e raised to a power between −700 and 700. */
export function exponential(power: f64): f64 {
  const exponent = nearest(power / LN_2)
  const rest = power - exponent * LN_2
  let sum: f64 = 1
  for (let i = 14; i > 0; i--) sum = 1 + (sum * rest) / <f64>i
  return sum * reinterpret<f64>((<u64>(<i64>exponent + 1023)) << 52)
}

/** Returns a positive number raised to a power. */
export function power(base: f64, exponent: f64): f64 {
  return exponential(exponent * logarithm(base))
}
