import type { BitReader } from '../bits.ts'
import { ceilLog2 } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'

/** Splits numbers into tokens and bits (ISO/IEC 18181-1:2022, C.3.3). */
export interface HybridUint {
  /** Logarithm of the first number that has its own bits. */
  readonly splitExponent: number
  /** High bits after the first one that the token contains. */
  readonly high: number
  /** Low bits that the token contains. */
  readonly low: number
}

/** Reads a split. `logAlphabet` is the logarithm of the token count. */
export function readHybridUint(reader: BitReader, logAlphabet: number): HybridUint {
  const splitExponent = reader.read(ceilLog2(logAlphabet + 1))
  if (splitExponent > logAlphabet) throw new JxlError(`the split exponent is ${splitExponent}`)
  if (splitExponent === logAlphabet) return { splitExponent, high: 0, low: 0 }
  const high = reader.read(ceilLog2(splitExponent + 1))
  const low = high > splitExponent ? 0 : reader.read(ceilLog2(splitExponent - high + 1))
  if (high + low > splitExponent) throw new JxlError('a token has more bits than its split exponent')
  return { splitExponent, high, low }
}

/** Reads the bits of a token, and returns the number. */
export function expand(reader: BitReader, token: number, { splitExponent, high, low }: HybridUint): number {
  const split = 1 << splitExponent
  if (token < split) return token
  const count = splitExponent - high - low + ((token - split) >> (high + low))
  if (high + low + count > 31) throw new JxlError(`token ${token} stands for more than 32 bits`)
  const top = (1 << high) | ((token >> low) & ((1 << high) - 1))
  const number = (((top << count) | reader.read(count)) << low) | (token & ((1 << low) - 1))
  return number >>> 0
}
