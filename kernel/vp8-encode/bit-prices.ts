/** Decision prices: their lengths in the file, in 256ths of a bit. */
import { alloc } from '../heap'

/** Address of decision prices by probability, from 0 to 256 in 256ths, as u16. */
let prices: usize = 0

const FRACTION_BITS = 8

export function openBitPrices(): void {
  prices = alloc(257 * 2)
  if (isDefined(COUNTING)) return
  for (let p: u32 = 1; p <= 256; p++) {
    const price = (8 << FRACTION_BITS) - log2(p)
    store<u16>(prices + 2 * p, <u16>price)
  }
  store<u16>(prices, load<u16>(prices, 2))
}

/** Returns a number's binary logarithm in 256ths, rounded. The number is 1 to 2³¹. */
export function log2(value: u32): i32 {
  const whole = 31 - clz(value)
  let rest = (<u64>value) << (31 - whole)
  let log = whole
  for (let digit = 0; digit <= FRACTION_BITS; digit++) {
    rest = (rest * rest) >> 31
    const one = <i32>(rest >> 32)
    rest >>= <u64>one
    log = (log << 1) | one
  }
  return (log + 1) >> 1
}

/** Returns a decision's price. `probability` is the probability of a 0, in 256ths. */
export function priceOf(decision: i32, probability: u32): i32 {
  return load<u16>(prices + 2 * (decision !== 0 ? 256 - probability : probability))
}
