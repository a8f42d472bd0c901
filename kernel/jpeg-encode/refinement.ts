import { MAX_RUN, runBits, runSymbol } from './band'
import { keepWaiting, waitingLength, waitingValue, writeWord } from './bits'
import {
  afterMagnitude,
  afterValues,
  largeOf,
  MASKS_BYTES,
  magnitudeAt,
  negativeOf,
  onesOf,
} from './coefficients'
import { Component } from './component'
import { count, ENTRY_LENGTH, ENTRY_LENGTH_BITS, entry } from './huffman'
import { bandOf, Position, Scan } from './scan'

/**
 * A scan that adds one bit to a band's AC coefficients (T.81 G.1.2.3).
 *
 * A coefficient that was nonzero before is called old. The scan codes a correction bit for it. A
 * coefficient that becomes nonzero is called new.
 */

/** Symbol for sixteen coefficients that stay zero (T.81 G.1.2.3). */
const ZRL = 0xf0

/**
 * Returns the mask for a block's old coefficients.
 * @param large mask for the band's magnitudes from 2 on
 * @param value address of their first value
 * @param low low bits that the scan leaves out
 */
function oldOf(large: u64, value: usize, low: i32): u64 {
  if (low === 0) return large
  let old: u64 = 0
  for (let rest = large; rest !== 0; rest &= rest - 1) {
    const magnitude = magnitudeAt(value)
    value = afterMagnitude(value, magnitude)
    if (magnitude >> low > 1) old |= rest & -rest
  }
  return old
}

/**
 * Returns the mask for the new coefficients in a block, in a scan that leaves out low bits. The
 * parameters are the same as for `oldOf`.
 */
function newOf(large: u64, value: usize, low: i32): u64 {
  let fresh: u64 = 0
  for (let rest = large; rest !== 0; rest &= rest - 1) {
    const magnitude = magnitudeAt(value)
    value = afterMagnitude(value, magnitude)
    if (magnitude >> low === 1) fresh |= rest & -rest
  }
  return fresh
}

/** Returns the mask for a block's large coefficients that have a 1 in the scan's bit. */
function oddOf(large: u64, value: usize, low: i32): u64 {
  let odd: u64 = 0
  for (let rest = large; rest !== 0; rest &= rest - 1) {
    const magnitude = magnitudeAt(value)
    value = afterMagnitude(value, magnitude)
    odd |= (<u64>((magnitude >> low) & 1)) << ctz(rest)
  }
  return odd
}

/** Returns one bit for each zigzag index after `from`, which is less than 64. */
function after(from: i32): u64 {
  return ~(<u64>1) << (<u64>from)
}

/** Returns one bit for each zigzag index between `from` and `to`, without both. */
function between(from: i32, to: i32): u64 {
  return (((<u64>1) << (<u64>to)) - 1) & after(from)
}

/** Returns the zigzag index of the sixteenth coefficient after `from` that is not old. */
function sixteenth(old: u64, from: i32): i32 {
  let zeros = ~old & after(from)
  for (let i = 0; i < 15; i++) zeros &= zeros - 1
  return <i32>ctz(zeros)
}

/**
 * Counts a refinement's symbols, in the scan's table.
 * @returns number of correction bits
 */
export function countRefinement(c: Component, scan: Scan): u64 {
  const table = scan.table
  const low = scan.low
  const last = scan.last
  const band = bandOf(scan)
  const before = ((<u64>1) << (<u64>scan.first)) - 1
  const end = c.masks + <usize>c.blocks * MASKS_BYTES
  let values = c.values
  let corrections: u64 = 0
  let run = 0
  for (let masks = c.masks; masks < end; masks += MASKS_BYTES) {
    const all = largeOf(masks)
    const large = all & band
    const value = low === 0 ? values : afterValues(values, masks, all & before)
    const old = oldOf(large, value, low)
    let fresh = low === 0 ? onesOf(masks) & band : newOf(large, value, low)
    let from = scan.first - 1
    corrections += popcnt(old)
    while (fresh !== 0) {
      if (run > 0) {
        count(table, runSymbol(run))
        run = 0
      }
      const k = <i32>ctz(fresh)
      fresh &= fresh - 1
      let zeros = k - from - 1 - <i32>popcnt(old & between(from, k))
      for (; zeros > 15; zeros -= 16) count(table, ZRL)
      count(table, (zeros << 4) | 1)
      from = k
    }
    if (from !== last && ++run === MAX_RUN) {
      count(table, runSymbol(run))
      run = 0
    }
    if (low !== 0) values = afterValues(values, masks, all)
  }
  if (run > 0) count(table, runSymbol(run))
  return corrections
}

/**
 * Returns the number of blocks, from one on, that have no new coefficients.
 * @param masks address of the first block's masks
 * @param end address after all blocks' masks
 * @param values address of the first block's values
 */
function endedBlocks(masks: usize, end: usize, values: usize, scan: Scan): i32 {
  const low = scan.low
  const band = bandOf(scan)
  const before = ((<u64>1) << (<u64>scan.first)) - 1
  let blocks = 0
  for (; masks < end && blocks < MAX_RUN; masks += MASKS_BYTES) {
    if (low === 0) {
      if ((onesOf(masks) & band) !== 0) break
    } else {
      const large = largeOf(masks)
      if (newOf(large & band, afterValues(values, masks, large & before), low) !== 0) break
      values = afterValues(values, masks, large)
    }
    blocks++
  }
  return blocks
}

/**
 * Writes a refinement's blocks, until the scan ends or `full` is passed.
 * @param at output address
 * @param full no block begins after this address
 * @returns address after the written bytes
 */
export function writeRefinement(c: Component, scan: Scan, position: Position, at: usize, full: usize): usize {
  const table = scan.table
  const low = scan.low
  const last = scan.last
  const band = bandOf(scan)
  const before = ((<u64>1) << (<u64>scan.first)) - 1
  const end = c.masks + <usize>c.blocks * MASKS_BYTES
  let masks = c.masks + <usize>position.block * MASKS_BYTES
  let values = position.values
  let run = position.run
  let bits = waitingValue()
  let length = waitingLength()
  for (; masks < end && at <= full; masks += MASKS_BYTES) {
    const all = largeOf(masks)
    const large = all & band
    const value = afterValues(values, masks, all & before)
    values = afterValues(values, masks, all)
    const old = oldOf(large, value, low)
    const odd = oddOf(large, value, low)
    const negative = negativeOf(masks)
    let fresh = run > 0 ? 0 : low === 0 ? onesOf(masks) & band : large & ~old & odd
    let from = scan.first - 1
    while (fresh !== 0) {
      const k = <i32>ctz(fresh)
      let to = k
      const zeros = k - from - 1 - <i32>popcnt(old & between(from, k))
      let code: u32
      if (zeros > 15) {
        to = sixteenth(old, from)
        code = entry(table, ZRL)
        bits = (bits << (<u64>(code & ENTRY_LENGTH))) | (code >> ENTRY_LENGTH_BITS)
      } else {
        fresh &= fresh - 1
        code = entry(table, (zeros << 4) | 1)
        const positive = ~(<u32>(negative >> <u64>k)) & 1
        bits = (bits << (<u64>(code & ENTRY_LENGTH))) | (code >> ENTRY_LENGTH_BITS) | positive
      }
      length += <i32>(code & ENTRY_LENGTH)
      if (length >= 32) {
        length -= 32
        at = writeWord(at, <u32>(bits >> <u64>length))
      }
      for (let rest = old & between(from, to); rest !== 0; rest &= rest - 1) {
        bits = (bits << 1) | ((odd >> ctz(rest)) & 1)
        if (++length === 32) {
          length = 0
          at = writeWord(at, <u32>bits)
        }
      }
      from = to
    }
    if (run === 0 && from !== last) {
      run = min(1 + endedBlocks(masks + MASKS_BYTES, end, values, scan), MAX_RUN)
      const size = runBits(run)
      const code = entry(table, runSymbol(run))
      const codeLength = <i32>(code & ENTRY_LENGTH)
      bits = (bits << (<u64>codeLength)) | (code >> ENTRY_LENGTH_BITS)
      bits = (bits << (<u64>size)) | (run & ((1 << size) - 1))
      length += codeLength + size
      if (length >= 32) {
        length -= 32
        at = writeWord(at, <u32>(bits >> <u64>length))
      }
    }
    if (run > 0) {
      run--
      for (let rest = old & after(from); rest !== 0; rest &= rest - 1) {
        bits = (bits << 1) | ((odd >> ctz(rest)) & 1)
        if (++length === 32) {
          length = 0
          at = writeWord(at, <u32>bits)
        }
      }
    }
  }
  position.block = <i32>((masks - c.masks) / MASKS_BYTES)
  position.values = values
  position.run = run
  keepWaiting(bits, length)
  return at
}
