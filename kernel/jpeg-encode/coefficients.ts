import { allocRows } from '../heap'
import { Component, transformBlock } from './component'

/**
 * A picture's quantized coefficients, which progressive scans read several times.
 *
 * Each block has a DC coefficient (i16), three masks, and one value for each AC coefficient with a
 * magnitude of 2 or more. All masks have bit k for zigzag index k. A photograph takes a fifth of
 * the memory that 64 i16 would take, and scans skip zeros.
 */

/** Byte offset of the mask for coefficients with magnitude 1. */
const ONES: usize = 0
/** Byte offset of the mask for coefficients with larger magnitudes. Bit 0 is `LONG`. */
const LARGE: usize = 8
/** Byte offset of the mask for negative coefficients. */
const NEGATIVE: usize = 16
export const MASKS_BYTES: usize = 24

/** Bit in the mask for large coefficients. It is set if a value in the block takes two bytes. */
const LONG: u64 = 1

/**
 * Magnitude from which on a value takes two bytes. The first byte is `LONG_VALUE` plus the high
 * byte of the difference from it.
 */
const LONG_VALUE: i32 = 240

/**
 * Maximum quality at which a picture's coefficients take less memory, because all its quantization
 * steps are at least 2.
 */
export const COMPACT_QUALITY: i32 = 90

/**
 * Maximum long values in a block. The squares of a block's coefficients sum up to at most 1024²,
 * because the DCT keeps the square sum. At steps 1 and 2, the coefficients with a long value are at
 * least 239.5 and 479.
 */
const MAX_LONG: usize = 18
const MAX_LONG_COMPACT: usize = 4

/** `true` if a picture's coefficients take less memory at this quality. */
export function isCompact(quality: i32): bool {
  return quality <= COMPACT_QUALITY
}

/** Allocates the memory for `blocks` blocks and returns the address. */
export function allocCoefficients(blocks: usize, compact: bool): usize {
  const values: usize = 63 + (compact ? MAX_LONG_COMPACT : MAX_LONG)
  return allocRows(2 + MASKS_BYTES + values, blocks)
}

export function onesOf(masks: usize): u64 {
  return load<u64>(masks, ONES)
}

/** Returns the mask for magnitudes from 2 on. */
export function largeOf(masks: usize): u64 {
  return load<u64>(masks, LARGE) & ~LONG
}

export function negativeOf(masks: usize): u64 {
  return load<u64>(masks, NEGATIVE)
}

/** Returns the magnitude at an address. */
export function magnitudeAt(values: usize): i32 {
  const first = <i32>load<u8>(values)
  return first < LONG_VALUE ? first : LONG_VALUE + ((first - LONG_VALUE) << 8) + <i32>load<u8>(values, 1)
}

/** Returns the address after a magnitude. */
export function afterMagnitude(values: usize, magnitude: i32): usize {
  return values + (magnitude < LONG_VALUE ? 1 : 2)
}

/**
 * Returns the address after a block's first values.
 * @param masks the block's masks
 * @param skipped mask for the large coefficients that are skipped, all before the others
 */
export function afterValues(values: usize, masks: usize, skipped: u64): usize {
  const count = <usize>popcnt(skipped)
  if ((load<u64>(masks, LARGE) & LONG) === 0) return values + count
  for (let i: usize = 0; i < count; i++) values = afterMagnitude(values, magnitudeAt(values))
  return values
}

/** Numbers of coefficients that `storePlane` has stored. */
let onesStored: u64 = 0
let largeStored: u64 = 0

/** Returns the number of coefficients with magnitude 1 that the last `storePlane` has stored. */
export function storedOnes(): u64 {
  return onesStored
}

/** Returns the number of AC coefficients with larger magnitudes that were stored. */
export function storedLarge(): u64 {
  return largeStored
}

/**
 * Transforms, quantizes and stores a component's blocks, row by row.
 * @param zigzag u8 table: for each zigzag index, the byte offset in a transposed block
 * @param block area with `BLOCK_WORK` bytes
 * @param magnitudes area with 64 bytes
 * @returns address after the last value
 */
export function storePlane(c: Component, zigzag: usize, block: usize, magnitudes: usize): usize {
  let dc = c.dcs
  let masks = c.masks
  let values = c.values
  onesStored = 0
  largeStored = 0
  for (let row = 0; row < c.rows; row++) {
    for (let column = 0; column < c.columns; column++) {
      const nonzero = transformBlock(c, column, row, block)
      store<i16>(dc, load<i16>(block))
      if ((nonzero & ~1) === 0) clearMasks(masks)
      else values = storeBlock(block, zigzag, magnitudes, masks, values)
      dc += 2
      masks += MASKS_BYTES
    }
  }
  return values
}

/** Writes the masks for a block without AC coefficients. */
function clearMasks(masks: usize): void {
  v128.store(masks, i64x2.splat(0))
  store<u64>(masks, 0, NEGATIVE)
}

/** Stores a block's AC coefficients. Returns the address after its values. */
function storeBlock(block: usize, zigzag: usize, magnitudes: usize, masks: usize, values: usize): usize {
  let large = toZigzagMasks(block, magnitudes, masks)
  onesStored += popcnt(load<u64>(masks, ONES))
  largeStored += popcnt(large)
  let long: u64 = 0
  while (large !== 0) {
    const k = <usize>ctz(large)
    large &= large - 1
    let magnitude = <i32>load<u8>(magnitudes + k)
    // Larger magnitudes do not fit in a signed byte.
    if (magnitude >= 127) {
      magnitude = <i32>abs(load<i16>(block + load<u8>(zigzag + k)))
      if (magnitude >= LONG_VALUE) {
        long = LONG
        const difference = magnitude - LONG_VALUE
        store<u8>(values++, <u8>(LONG_VALUE + (difference >> 8)))
        magnitude = difference & 0xff
      }
    }
    store<u8>(values++, <u8>magnitude)
  }
  store<u64>(masks, load<u64>(masks, LARGE) | long, LARGE)
  return values
}

/**
 * Writes a block's masks and its magnitudes in zigzag order.
 * @param block coefficients as i16, transposed
 * @returns mask for large AC coefficients
 */
function toZigzagMasks(block: usize, magnitudes: usize, masks: usize): u64 {
  const a = i8x16.narrow_i16x8_s(v128.load(block), v128.load(block, 16))
  const b = i8x16.narrow_i16x8_s(v128.load(block, 32), v128.load(block, 48))
  const c = i8x16.narrow_i16x8_s(v128.load(block, 64), v128.load(block, 80))
  const d = i8x16.narrow_i16x8_s(v128.load(block, 96), v128.load(block, 112))
  // Each vector with sixteen zigzag indices takes bytes from up to four block vectors. An index of
  // -1 gives 0.
  const k0 = v128.or(
    v128.or(
      i8x16.swizzle(a, i8x16(0, 8, 1, 2, 9, -1, -1, -1, 10, 3, 4, 11, -1, -1, -1, -1)),
      i8x16.swizzle(b, i8x16(-1, -1, -1, -1, -1, 0, 8, 1, -1, -1, -1, -1, 2, 9, -1, -1)),
    ),
    i8x16.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 8)),
  )
  const k16 = v128.or(
    v128.or(
      i8x16.swizzle(a, i8x16(-1, -1, -1, 12, 5, 6, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
      i8x16.swizzle(b, i8x16(-1, 10, 3, -1, -1, -1, -1, 4, 11, -1, -1, -1, -1, -1, -1, -1)),
    ),
    v128.or(
      i8x16.swizzle(c, i8x16(1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 9, -1, -1, -1, 10, 3)),
      i8x16.swizzle(d, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 8, 1, -1, -1)),
    ),
  )
  const k32 = v128.or(
    v128.or(
      i8x16.swizzle(a, i8x16(-1, -1, 14, 7, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
      i8x16.swizzle(b, i8x16(12, 5, -1, -1, -1, 6, 13, -1, -1, -1, -1, -1, -1, -1, -1, 14)),
    ),
    v128.or(
      i8x16.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, 4, 11, -1, -1, -1, -1, 12, 5, -1)),
      i8x16.swizzle(d, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 9, 10, 3, -1, -1, -1)),
    ),
  )
  const k48 = v128.or(
    v128.or(
      i8x16.swizzle(b, i8x16(7, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
      i8x16.swizzle(c, i8x16(-1, -1, 6, 13, -1, -1, -1, -1, 14, 7, 15, -1, -1, -1, -1, -1)),
    ),
    i8x16.swizzle(d, i8x16(-1, -1, -1, -1, 4, 11, 12, 5, -1, -1, -1, 6, 13, 14, 7, 15)),
  )
  const m0 = i8x16.abs(k0)
  const m16 = i8x16.abs(k16)
  const m32 = i8x16.abs(k32)
  const m48 = i8x16.abs(k48)
  v128.store(magnitudes, m0)
  v128.store(magnitudes, m16, 16)
  v128.store(magnitudes, m32, 32)
  v128.store(magnitudes, m48, 48)
  const one = i8x16.splat(1)
  const ones = joined(i8x16.eq(m0, one), i8x16.eq(m16, one), i8x16.eq(m32, one), i8x16.eq(m48, one))
  const large = joined(i8x16.gt_u(m0, one), i8x16.gt_u(m16, one), i8x16.gt_u(m32, one), i8x16.gt_u(m48, one))
  store<u64>(masks, ones & ~1, ONES)
  store<u64>(masks, large & ~1, LARGE)
  store<u64>(masks, joined(k0, k16, k32, k48) & ~1, NEGATIVE)
  return large & ~1
}

/** Returns the highest bit of each byte in four vectors. */
function joined(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u64>(<u32>(i8x16.bitmask(a) | (i8x16.bitmask(b) << 16)))
  const high = <u64>(<u32>(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16)))
  return low | (high << 32)
}
