/**
 * HF coefficient records. A first pass over the picture records the coefficients in few bytes and
 * counts their tokens. When the code is known, a second pass expands a group's records to tokens.
 *
 * A record begins with a byte for the block context and the size, a byte for the predicted non-zero
 * count's bucket, and the count itself (one byte, or two if the transform covers more than four
 * blocks). The coefficients follow in their order, up to the last one that is not 0, each in a
 * byte. A coefficient out of the range −127 to 127 is an escape byte and an i16.
 */
import { countToken, recordOf } from '../entropy/code'
import { packSigned } from '../fields'
import { coefficientContext, coefficientContextsOf, nonZeroBucket } from './coefficient-contexts'

const CONTEXT_BITS: i32 = 5
const CONTEXT_MASK: i32 = 31
const ESCAPE: i32 = -128
/** Binary logarithm of the largest block count whose coefficient count fits a byte. */
const MAX_SHORT: i32 = 2

/** Returns a record's maximum length in bytes for a transform that covers 2 ** covered blocks. */
export function maxRecordBytes(covered: i32): usize {
  return 4 + ((<usize>3 * 64) << covered)
}

/**
 * Begins a block's record. `recordLevels` must follow.
 * @param at address for the record, with room for `maxRecordBytes`
 * @param covered binary logarithm of the transform's block count (8 × 8 blocks)
 * @param blockContext block context, below 32
 * @param predicted predicted non-zero count
 * @param nonZeros number of non-zero coefficients, without those in the LF image
 * @returns address for the coefficients
 */
export function beginRecord(
  at: usize,
  covered: i32,
  blockContext: i32,
  predicted: i32,
  nonZeros: i32,
): usize {
  store<u8>(at, <u8>((covered << CONTEXT_BITS) | blockContext))
  store<u8>(at, <u8>nonZeroBucket(predicted), 1)
  store<u16>(at, <u16>nonZeros, 2)
  return at + (covered > MAX_SHORT ? 4 : 3)
}

/**
 * Records a block's coefficients.
 * @param block coefficient address as i16, in rows
 * @param order order address, as u16, after the coefficients in the LF image
 * @returns address after the record
 */
export function recordLevels(at: usize, block: usize, order: usize, nonZeros: i32): usize {
  for (let left = nonZeros; left > 0; order += 2) {
    const value = <i32>load<i16>(block + 2 * <usize>load<u16>(order))
    store<u8>(at++, <u8>value)
    if (value === 0) continue
    left--
    if (<u32>(value + 127) <= 254) continue
    store<u8>(at - 1, <u8>ESCAPE)
    store<i16>(at, <i16>value)
    at += 2
  }
  return at
}

/**
 * Counts a record's tokens for a code.
 * @param blockContexts number of block contexts in the code
 * @returns address after the record
 */
export function countRecord(code: usize, at: usize, blockContexts: i32): usize {
  const head = <i32>load<u8>(at)
  const covered = head >> CONTEXT_BITS
  const blockContext = head & CONTEXT_MASK
  const bucket = <i32>load<u8>(at, 1)
  let left: i32 = covered > MAX_SHORT ? load<u16>(at, 2) : load<u8>(at, 2)
  at += covered > MAX_SHORT ? 4 : 3
  countToken(code, bucket * blockContexts + blockContext, left)
  const first = coefficientContextsOf(blockContext, blockContexts)
  const round = (1 << covered) - 1
  let previous: i32 = left > 4 << covered ? 0 : 1
  for (let place = 1 << covered; left > 0; place++) {
    let value = <i32>load<i8>(at++)
    if (value === ESCAPE) {
      value = load<i16>(at)
      at += 2
    }
    const context = first + coefficientContext((left + round) >> covered, place >> covered, previous)
    countToken(code, context, packSigned(value))
    previous = value !== 0 ? 1 : 0
    left -= previous
  }
  return at
}

/**
 * Expands records to tokens.
 * @param from first record's address
 * @param end address after the last record
 * @param tokens address for the tokens
 * @param blockContexts number of block contexts in the code
 * @returns token count
 */
export function expandRecords(from: usize, end: usize, tokens: usize, blockContexts: i32): usize {
  const start = tokens
  while (from < end) {
    const head = <i32>load<u8>(from)
    const covered = head >> CONTEXT_BITS
    const blockContext = head & CONTEXT_MASK
    let left: i32 = covered > MAX_SHORT ? load<u16>(from, 2) : load<u8>(from, 2)
    store<u32>(tokens, recordOf(load<u8>(from, 1) * blockContexts + blockContext, left))
    tokens += 4
    from += covered > MAX_SHORT ? 4 : 3
    const first = coefficientContextsOf(blockContext, blockContexts)
    const round = (1 << covered) - 1
    let previous: i32 = left > 4 << covered ? 0 : 1
    for (let place = 1 << covered; left > 0; place++) {
      let value = <i32>load<i8>(from++)
      if (value === ESCAPE) {
        value = load<i16>(from)
        from += 2
      }
      const context = first + coefficientContext((left + round) >> covered, place >> covered, previous)
      store<u32>(tokens, recordOf(context, packSigned(value)))
      tokens += 4
      previous = value !== 0 ? 1 : 0
      left -= previous
    }
  }
  return (tokens - start) >> 2
}
