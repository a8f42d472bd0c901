/**
 * Decodes refinement scans for AC coefficients (T.81 G.1.2.3), with few branches that depend on the
 * data. A look-up table finds the position at which a run of zeros ends among nonzero coefficients.
 * A correction bit belongs to a coefficient that was nonzero before the scan. A block's correction
 * bits are collected in order, and are applied at the block's end.
 */
import { alloc } from '../heap'
import { Component } from './component'
import { END_OF_BLOCK, LOOKUP_SHIFT, longCode, MAX_ADVANCE, SINGLES, VALUES } from './huffman'
import { endOfBandRun, keep, mapOffset, nonzeroMap, scratch, setRun } from './progressive'
import { firstIndex, lastIndex, lowBit } from './scan-header'
import { at, bits, count, leading, setBits } from './segment'
import { CORRUPT, READY } from './status'
import { DROPPED, kept, places, side } from './zigzag'

/**
 * Maximum correction bits that are read at once. After a symbol is decoded, the bit register always
 * holds at least as many bits.
 */
const MAX_BITS = 24
/** Entry in the table `selected` for a byte that has at most n set bits, and thus no n-th one. */
const NONE: u8 = 8

/**
 * Look-up table: for each byte and each n < 16, the n-th set bit's position (counted from 0), or
 * `NONE`.
 */
let selected: usize = 0

export function openRefinement(): void {
  selected = alloc(256 * 16)
  if (isDefined(COUNTING)) return
  memory.fill(selected, NONE, 256 * 16)
  for (let byte = 0; byte < 256; byte++) {
    let n = 0
    for (let bit = 0; bit < 8; bit++)
      if (((byte >> bit) & 1) !== 0) store<u8>(selected + byte * 16 + n++, bit)
  }
}

/**
 * Returns the position of a number's n-th set bit (counted from 0, n < 16). Returns 64 or more if
 * there are too few set bits.
 */
function placeOf(set: u64, n: i32): i32 {
  let from = 0
  let place: i32 = load<u8>(selected + ((<usize>set & 255) << 4) + n)
  while (place === NONE) {
    n -= <i32>popcnt(<u32>set & 255)
    set >>= 8
    from += 8
    if (set === 0) return 64
    place = load<u8>(selected + ((<usize>set & 255) << 4) + n)
  }
  return from + place
}

export function decodeAcRefinement(it: Component, block: usize): i32 {
  const before = nonzeroMap(block)
  const band = ((<u64>-1) << (<u64>(<u32>firstIndex))) & (<u64>-1 >> <u64>(<u32>(63 - lastIndex)))
  const nonzeros = band & before
  let run = endOfBandRun
  if (run > 0 && nonzeros === 0) {
    setRun(run - 1)
    return READY
  }
  const zeros = band & ~before
  const table = it.acTable
  let after = before
  let register = bits
  let held = count
  let from = at
  // The block's correction bits that have been collected. The last one is the lowest bit.
  let corrections: u64 = 0
  let k = firstIndex
  while (k <= lastIndex) {
    if (run === 0 && nonzeros >> <u64>(<u32>k) === 0) {
      // No correction bits follow in this block, so several symbols can be decoded at a time.
      while (k <= lastIndex - MAX_ADVANCE) {
        if (held < 32) {
          register |= load<u64>(from - 8) >> <u64>(<u32>held)
          from -= (63 - held) >> 3
          held |= 56
        }
        const entry = load<u64>(table + VALUES + ((<usize>(register >> LOOKUP_SHIFT)) << 3))
        const length = <u32>entry & 255
        if (length === 0) break
        register <<= <u64>length
        held -= length
        k += (<u32>entry >> 8) & 255
        after |= keep(block, k - 1, <i16>(entry >> 32))
        k += (<u32>entry >> 16) & 255
        after |= keep(block, k - 1, <i16>(entry >> 48))
        k += <u32>entry >> 24
      }
      if (k >= END_OF_BLOCK) {
        k -= END_OF_BLOCK
        run = 1
      }
      if (k > lastIndex + 1) return CORRUPT
      if (run > 0 || k > lastIndex) break
    }

    register |= load<u64>(from - 8) >> <u64>(<u32>held)
    from -= (63 - held) >> 3
    held |= 56

    let value = 0
    let advance: i32 = END_OF_BLOCK
    if (run === 0) {
      const entry: i32 = load<u16>(table + SINGLES + ((<usize>(register >> LOOKUP_SHIFT)) << 1))
      let length = entry & 15
      if (entry !== 0) {
        value = (entry >> 12) - 1
        advance = (entry >> 4) & 255
        run = <i32>(advance === END_OF_BLOCK)
      } else {
        let code: u32 = load<u16>(table + ((<usize>(register >> LOOKUP_SHIFT)) << 1))
        if (code === 0) {
          code = longCode(table, register)
          if (code === 0) return CORRUPT
        }
        const size = code & 15
        const zerosToPass = (code >> 4) & 15
        if (size > 1) return CORRUPT
        const rest = register << (<u64>(code >> 8))
        length = code >> 8
        if (size === 0 && zerosToPass < 15) {
          run = (1 << zerosToPass) + leading(rest, zerosToPass)
          length += zerosToPass
        } else {
          value = size === 0 ? 0 : <i64>rest < 0 ? 1 : -1
          advance = zerosToPass + 1
          length += size
        }
      }
      register <<= <u64>(<u32>length)
      held -= length
    }

    // Nonzero coefficients that the symbol's run passes, each with a correction bit. If the run
    // reaches the band's end, it passes all nonzero coefficients that are left.
    let passed: i32
    const place = run > 0 ? 64 : placeOf(zeros >> <u64>(<u32>k), advance - 1)
    if (place < 64) {
      passed = place - (advance - 1)
      k += place
      if (value !== 0) after |= keep(block, k, value)
      k++
    } else {
      if (value !== 0) return CORRUPT
      passed = <i32>popcnt(nonzeros >> <u64>(<u32>k))
      k = 64
    }
    while (passed > MAX_BITS) {
      corrections = (corrections << MAX_BITS) | (register >> (64 - MAX_BITS))
      register <<= MAX_BITS
      held -= MAX_BITS
      passed -= MAX_BITS
      register |= load<u64>(from - 8) >> <u64>(<u32>held)
      from -= (63 - held) >> 3
      held |= 56
    }
    corrections = (corrections << (<u64>(<u32>passed))) | <u64>(<u32>leading(register, passed))
    register <<= <u64>(<u32>passed)
    held -= passed
  }
  setBits(register, held, from)
  setRun(run > 0 ? run - 1 : 0)
  if (side < 8 && after !== before) store<u64>(block + mapOffset(), after)
  if (corrections !== 0) correct(block, nonzeros, corrections << (64 - popcnt(nonzeros)))
  return READY
}

/**
 * Applies a block's correction bits to its nonzero coefficients.
 * @param nonzeros map of the band's nonzero coefficients
 * @param corrections one bit for each nonzero coefficient; the highest bit belongs to the first
 *   coefficient
 */
function correct(block: usize, nonzeros: u64, corrections: u64): void {
  while (corrections !== 0 && (nonzeros & kept) !== 0) {
    const place: usize = load<u8>(places + <usize>ctz(nonzeros))
    const target = select<usize>(scratch, block + place, place === DROPPED)
    const value: i32 = load<i16>(target)
    store<i16>(target, value + ((((value >> 31) | 1) << lowBit) & <i32>(<i64>corrections >> 63)))
    corrections <<= 1
    nonzeros &= nonzeros - 1
  }
}
