/**
 * Header field types (ISO/IEC 18181-1:2022, B.2). A number packs a `writeU32` distribution: the
 * offset in the upper bits, and the bit count in the lower 6.
 */
import { writeBits } from './bits'

const COUNT_BITS: u32 = 6
const COUNT_MASK: u32 = 63

/** Returns a distribution with a single value, which takes no bits. */
export function val(value: u32): u32 {
  return value << COUNT_BITS
}

/**
 * Returns a distribution that covers the values from `offset` to `offset + 2 ** count - 1`.
 * @param count number of bits, 1 to 32
 */
export function bits(count: u32, offset: u32 = 0): u32 {
  return (offset << COUNT_BITS) | count
}

let bestSelector: i32 = -1
let bestCount: u32 = 0
let bestRest: u32 = 0

function consider(selector: i32, distribution: u32, value: u32): void {
  const count = distribution & COUNT_MASK
  const offset = distribution >> COUNT_BITS
  if (value < offset || <u64>(value - offset) >> count !== 0) return
  if (bestSelector >= 0 && count >= bestCount) return
  bestSelector = selector
  bestCount = count
  bestRest = value - offset
}

/**
 * Writes a number with the distribution that takes the fewest bits (B.2.2, U32).
 * @param value number that at least one distribution contains
 */
export function writeU32(value: u32, d0: u32, d1: u32, d2: u32, d3: u32): void {
  bestSelector = -1
  consider(0, d0, value)
  consider(1, d1, value)
  consider(2, d2, value)
  consider(3, d3, value)
  if (bestSelector < 0) unreachable()
  writeBits(bestSelector, 2)
  writeBits(bestRest, bestCount)
}

/** Writes a number with up to 64 bits (B.2.3, U64). */
export function writeU64(value: u64): void {
  if (value === 0) {
    writeBits(0, 2)
  } else if (value <= 16) {
    writeBits(1, 2)
    writeBits(<u32>value - 1, 4)
  } else if (value <= 272) {
    writeBits(2, 2)
    writeBits(<u32>value - 17, 8)
  } else {
    writeBits(3, 2)
    writeVarying(value)
  }
}

/** Writes 12 bits, then 8 bits at a time while more follow, and finally 4 bits. */
function writeVarying(value: u64): void {
  writeBits(<u32>value & 0xfff, 12)
  let rest = value >> 12
  for (let shift = 12; rest > 0; shift += 8) {
    writeBits(1, 1)
    if (shift === 60) {
      writeBits(<u32>rest, 4)
      return
    }
    writeBits(<u32>rest & 255, 8)
    rest >>= 8
  }
  writeBits(0, 1)
}

/**
 * Writes a half-precision floating-point number (B.2.6, F16), rounded to the nearest one.
 * @param value finite number with a magnitude up to 65504
 */
export function writeF16(value: f32): void {
  writeBits(half(value), 16)
}

/** Rounds a number to the nearest half-precision number, and returns its bits. */
export function half(value: f32): u32 {
  const bits = reinterpret<u32>(value)
  const sign = (bits >> 16) & 0x8000
  const magnitude = abs(value)
  // Numbers below 2⁻¹⁴ are multiples of 2⁻²⁴.
  if (magnitude < 0.00006103515625) return sign | <u32>nearest(magnitude * 16777216)
  const rounded = (bits & 0x7fffffff) + 0xfff + ((bits >> 13) & 1)
  return sign | ((rounded >> 13) - (112 << 10))
}

/** Writes an enumeration value (B.2.5, Enum). */
export function writeEnum(value: u32): void {
  writeU32(value, val(0), val(1), bits(4, 2), bits(6, 18))
}

/** Maps a signed number to an unsigned one: 0, −1, 1, −2, 2 … become 0, 1, 2, 3, 4 … (4.2). */
export function packSigned(value: i32): u32 {
  return <u32>((value << 1) ^ (value >> 31))
}
