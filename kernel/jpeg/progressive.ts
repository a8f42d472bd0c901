/**
 * Decodes progressive blocks (T.81 G.1.2, G.2). Only the coefficients that the scale needs are
 * kept.
 *
 * A refinement scan has a correction bit for each nonzero coefficient. The decoder must therefore
 * know which coefficients are nonzero, even if they are not kept. At full scale, all coefficients
 * are kept, in zigzag order. At smaller scales, each block is followed by its nonzero map. The map
 * has one bit for each zigzag index, which is set if that coefficient is nonzero. At 1/8, AC scans
 * are not decoded, and there is no map.
 */
import { alloc } from '../heap'
import { Component } from './component'
import { END_OF_BLOCK, LOOKUP_SHIFT, longCode, MAX_ADVANCE, VALUES } from './huffman'
import { firstIndex, lastIndex, lowBit } from './scan-header'
import { at, bits, count, leading, pass, receive, refill, setBits } from './segment'
import { CORRUPT, READY } from './status'
import { DROPPED, keepZigzag, places, SCRATCH, side } from './zigzag'

/**
 * Blocks after the current one that have no new coefficients in the scan's frequency band
 * (end-of-band run, G.1.2.2).
 */
export let endOfBandRun: i32 = 0
/**
 * Address of a scratch block, which receives the coefficients and blocks that are decoded but not
 * kept.
 */
export let scratch: usize = 0

/** Prepares the decoder for a progressive frame. It is called after the frame header is read. */
export function openProgressive(): void {
  scratch = alloc(SCRATCH)
  if (isDefined(COUNTING)) return
  keepZigzag()
}

export function resetRun(): void {
  endOfBandRun = 0
}

export function setRun(blocks: i32): void {
  endOfBandRun = blocks
}

/** Shortens the end-of-band run by the number of blocks that were skipped. */
export function shortenRun(blocks: i32): void {
  endOfBandRun -= blocks
}

/** Decodes a block's DC coefficient in its first scan (G.1.2.1). */
export function decodeDcFirst(it: Component, block: usize): i32 {
  refill()
  let code: u32 = load<u16>(it.dcTable + ((<usize>(bits >> LOOKUP_SHIFT)) << 1))
  if (code === 0) {
    code = longCode(it.dcTable, bits)
    if (code === 0) return CORRUPT
  }
  pass(code >> 8)
  it.prediction += receive(bits, code & 15)
  pass(code & 15)
  store<i16>(block, it.prediction << lowBit)
  return READY
}

/** Decodes one further bit for a block's DC coefficient in a refinement scan (G.1.2.1). */
export function decodeDcRefinement(block: usize): i32 {
  refill()
  store<i16>(block, load<i16>(block) | (leading(bits, 1) << lowBit))
  pass(1)
  return READY
}

/** Decodes a block's AC coefficients in the first scan of their band (G.1.2.2). */
export function decodeAcFirst(it: Component, block: usize): i32 {
  if (endOfBandRun > 0) {
    endOfBandRun--
    return READY
  }
  const table = it.acTable
  let register = bits
  let held = count
  let from = at
  let nonzero: u64 = 0
  let k = firstIndex - 1
  while (k < lastIndex) {
    if (held < 32) {
      register |= load<u64>(from - 8) >> <u64>(<u32>held)
      from -= (63 - held) >> 3
      held |= 56
    }
    if (k < lastIndex - MAX_ADVANCE) {
      const entry = load<u64>(table + VALUES + ((<usize>(register >> LOOKUP_SHIFT)) << 3))
      const length = <u32>entry & 255
      if (length !== 0) {
        register <<= <u64>length
        held -= length
        k += (<u32>entry >> 8) & 255
        nonzero |= keep(block, k, <i16>(entry >> 32))
        k += (<u32>entry >> 16) & 255
        nonzero |= keep(block, k, <i16>(entry >> 48))
        k += <u32>entry >> 24
        continue
      }
    }
    let code: u32 = load<u16>(table + ((<usize>(register >> LOOKUP_SHIFT)) << 1))
    if (code === 0) {
      code = longCode(table, register)
      if (code === 0) return CORRUPT
    }
    register <<= <u64>(code >> 8)
    const run = (code >> 4) & 15
    let size = code & 15
    if (size !== 0) {
      k += run + 1
      nonzero |= keep(block, k, receive(register, size))
    } else if (run === 15) {
      k += 16
    } else {
      k += END_OF_BLOCK
      endOfBandRun = (1 << run) + leading(register, run) - 1
      size = run
    }
    register <<= <u64>size
    held -= (code >> 8) + size
  }
  setBits(register, held, from)
  if (k >= END_OF_BLOCK) k -= END_OF_BLOCK
  if (k > lastIndex) return CORRUPT
  if (side < 8) store<u64>(block + mapOffset(), load<u64>(block + mapOffset()) | nonzero)
  return READY
}

/**
 * Stores a block's coefficient, shifted left to the scan's lowest bit. If the scale does not need
 * the coefficient, it is written to `scratch`.
 * @param k zigzag index
 * @returns the coefficient's bit in the block's nonzero map; 0 if the value is 0
 */
export function keep(block: usize, k: i32, value: i32): u64 {
  const place: usize = load<u8>(places + k)
  const target = place === DROPPED ? scratch : block + place
  store<i16>(target, value << lowBit)
  return (<u64>(value !== 0)) << (<u64>(<u32>k))
}

/** Returns the nonzero map's byte offset from a block's start, for scales below full scale. */
export function mapOffset(): usize {
  return side * side * 2
}

/** Returns a block's nonzero map: one bit for each zigzag index with a nonzero coefficient. */
export function nonzeroMap(block: usize): u64 {
  if (side < 8) return load<u64>(block + mapOffset())
  let map: u64 = 0
  for (let i: usize = 0; i < 4; i++) {
    const a = i16x8.ne(v128.load(block + i * 32), i16x8.splat(0))
    const b = i16x8.ne(v128.load(block + i * 32 + 16), i16x8.splat(0))
    map |= (<u64>(<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(a, b)))) << (<u64>(i * 16))
  }
  return map
}
