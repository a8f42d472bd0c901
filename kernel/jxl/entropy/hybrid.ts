/**
 * Hybrid integers (ISO/IEC 18181-1:2022, C.3.3). A value becomes a token, which is entropy coded,
 * and extra bits, which are not. Values below 2 ** split are tokens. Larger values have their
 * length in bits in the token, their `msb` highest bits after the first one, and their `lsb` lowest
 * bits.
 */

/** Configuration that suits most values: split 4, two highest bits. */
export const HYBRID: u32 = 4 | (2 << 4)

/**
 * Packs a hybrid-integer configuration.
 * @param split bits in values that are tokens themselves, 0 to 8
 * @param msb number of highest bits in the token
 * @param lsb number of lowest bits in the token; `msb + lsb` is at most `split`
 */
export function hybridOf(split: u32, msb: u32, lsb: u32): u32 {
  return split | (msb << 4) | (lsb << 8)
}

/** Returns the configuration's `split`. */
export function splitOf(config: u32): u32 {
  return config & 15
}

/** Counts the highest bits that the token holds. */
export function msbOf(config: u32): u32 {
  return (config >> 4) & 15
}

/** Counts the lowest bits that the token holds. */
export function lsbOf(config: u32): u32 {
  return config >> 8
}

/** Returns a value's token. */
export function tokenOf(value: u32, config: u32): u32 {
  const split = config & 15
  if (value >> split === 0) return value
  const msb = (config >> 4) & 15
  const lsb = config >> 8
  const length = 31 - clz(value)
  const top = (value >> (length - msb)) - (1 << msb)
  const low = value & ((1 << lsb) - 1)
  return (1 << split) + ((((length - split) << msb) + top) << lsb) + low
}

/** Counts a value's extra bits. */
export function extraCountOf(value: u32, config: u32): u32 {
  if (value >> (config & 15) === 0) return 0
  return 31 - clz(value) - ((config >> 4) & 15) - (config >> 8)
}

/** Counts the extra bits for values that have a token. */
export function tokenExtraCount(token: u32, config: u32): u32 {
  const split = config & 15
  if (token >> split === 0) return 0
  const inToken = ((config >> 4) & 15) + (config >> 8)
  return split - inToken + ((token - (1 << split)) >> inToken)
}
