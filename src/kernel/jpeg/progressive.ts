/**
 * Blocks of the progressive process (T.81 G.1.2, G.2), of which only the coefficients that the scale needs are kept.
 *
 * A refinement scan has a correction bit for each coefficient that is not zero, so all of these must be known. At full
 * scale the coefficients tell; they stand in zigzag order then. At smaller ones a block is followed by its nonzero map,
 * a bit for each zigzag index. At 1/8 scans of AC coefficients are not decoded.
 */
import { alloc } from '../heap'
import { Component } from './component'
import { END_OF_BLOCK, LOOKUP_BITS, longCode, MAX_ADVANCE, VALUES } from './huffman'
import { firstIndex, lastIndex, lowBit } from './scan-header'
import { at, bits, count, setBits } from './segment'
import { CORRUPT, READY } from './status'
import { DROPPED, keepZigzag, kept, places, SCRATCH, side } from './zigzag'

const LOOKUP_SHIFT: u64 = 64 - LOOKUP_BITS

/** Blocks that end with the band's run of zeros, the next one first (G.1.2.2). */
export let endOfBandRun: i32 = 0
/** Where coefficients go that are not kept, and blocks that are not. */
export let scratch: usize = 0

/** Called once the frame is known to be progressive. */
export function openProgressive(): void {
  scratch = alloc(SCRATCH)
  if (side === 8) keepZigzag()
}

/** Bytes of a block with its map. */
export function blockBytes(): usize {
  if (side === 8) return 128
  return side === 1 ? 2 : side * side * 2 + 8
}

export function resetRun(): void {
  endOfBandRun = 0
}

/** Passes over blocks that have no coefficients of the band. */
export function shortenRun(blocks: i32): void {
  endOfBandRun -= blocks
}

/** G.1.2.1, first scan. */
export function decodeDcFirst(it: Component, block: usize): i32 {
  refill()
  const code = readCode(it.dcTable)
  if (code === 0) return CORRUPT
  it.prediction += receive(code & 15)
  store<i16>(block, it.prediction << lowBit)
  return READY
}

/** G.1.2.1, refinement. */
export function decodeDcRefinement(block: usize): i32 {
  refill()
  store<i16>(block, load<i16>(block) | (<i32>take(1) << lowBit))
  return READY
}

/** G.1.2.2: first scan of a band. */
export function decodeAcFirst(it: Component, block: usize): i32 {
  if (endOfBandRun > 0) {
    endOfBandRun--
    return READY
  }
  const table = it.acTable
  let nonzero: u64 = 0
  let k = firstIndex - 1
  while (k < lastIndex) {
    refill()
    const entry = k < lastIndex - MAX_ADVANCE ? load<u64>(table + VALUES + (<usize>(bits >> LOOKUP_SHIFT) << 3)) : 0
    if ((<u32>entry & 255) !== 0) {
      take(<u32>entry & 255)
      k += (<u32>entry >> 8) & 255
      nonzero |= keep(block, k, <i16>(entry >> 32))
      k += (<u32>entry >> 16) & 255
      nonzero |= keep(block, k, <i16>(entry >> 48))
      k += <u32>entry >> 24
      continue
    }
    const code = readCode(table)
    if (code === 0) return CORRUPT
    const size = code & 15
    const run = (code >> 4) & 15
    if (size !== 0) {
      k += run + 1
      nonzero |= keep(block, k, receive(size))
    } else if (run === 15) {
      k += 16
    } else {
      endOfBandRun = (1 << run) + take(run) - 1
      k += END_OF_BLOCK
    }
  }
  if (k >= END_OF_BLOCK) k -= END_OF_BLOCK
  if (k > lastIndex) return CORRUPT
  if (side < 8) store<u64>(block + mapOffset(), load<u64>(block + mapOffset()) | nonzero)
  return READY
}

/** Stores a value if its place is kept. @returns its bit of the nonzero map */
function keep(block: usize, k: i32, value: i32): u64 {
  const place: usize = load<u8>(places + k)
  const target = place === DROPPED ? scratch : block + place
  store<i16>(target, value << lowBit)
  return <u64>(value !== 0) << <u64>(<u32>k)
}

/** G.1.2.3: refinement of a band. */
export function decodeAcRefinement(it: Component, block: usize): i32 {
  const before = nonzeroMap(block)
  let after = before
  // Coefficients of the band that have not been passed yet.
  let rest = ((<u64>-1) << <u64>(<u32>firstIndex)) & ((<u64>-1) >> <u64>(<u32>(63 - lastIndex)))
  while (rest !== 0 && endOfBandRun === 0) {
    refill()
    const code = readCode(it.acTable)
    if (code === 0) return CORRUPT
    const size = code & 15
    const run = (code >> 4) & 15
    if (size === 0 && run < 15) {
      endOfBandRun = (1 << run) + take(run)
      break
    }
    if (size > 1) return CORRUPT
    const value = size === 0 ? 0 : take(1) === 1 ? 1 : -1
    // The run counts coefficients that have been zero so far; the next one of them is where it leads.
    let zeros = rest & ~before
    for (let i: u32 = 0; i < run; i++) zeros &= zeros - 1
    if (zeros === 0 && size !== 0) return CORRUPT
    const target = zeros & (0 - zeros)
    const passed = zeros === 0 ? rest : rest & (target - 1)
    correct(block, passed & before)
    rest &= ~(passed | target)
    if (size !== 0) {
      after |= target
      keep(block, <i32>ctz(target), value)
    }
  }
  if (endOfBandRun > 0) {
    correct(block, rest & before)
    endOfBandRun--
  }
  if (side < 8) store<u64>(block + mapOffset(), after)
  return READY
}

/** Reads a correction bit for each coefficient of a set, from the lowest up, and applies it to those that are kept. */
function correct(block: usize, coefficients: u64): void {
  while (coefficients !== 0) {
    refill()
    // No more than the register holds; the others take another turn.
    let n = <i32>popcnt(coefficients)
    if (n > 32) n = 32
    let corrections = bits
    take(n)
    while (n > 0 && (coefficients & kept) !== 0) {
      if (<i64>corrections < 0) adjust(block + load<u8>(places + <usize>ctz(coefficients)), coefficients)
      corrections <<= 1
      coefficients &= coefficients - 1
      n--
    }
    while (n > 0 && coefficients !== 0) {
      coefficients &= coefficients - 1
      n--
    }
  }
}

/** Enlarges the lowest coefficient of a set by the bit of the scan, unless it has it, as damaged data may say. */
function adjust(at: usize, coefficients: u64): void {
  if ((coefficients & (0 - coefficients) & kept) === 0) return
  const value: i32 = load<i16>(at)
  const step = 1 << lowBit
  if ((value & step) === 0) store<i16>(at, value + (value < 0 ? -step : step))
}

function mapOffset(): usize {
  return side * side * 2
}

/** A bit for each zigzag index whose coefficient is not zero. */
export function nonzeroMap(block: usize): u64 {
  if (side < 8) return load<u64>(block + mapOffset())
  let map: u64 = 0
  for (let i: usize = 0; i < 4; i++) {
    const a = i16x8.ne(v128.load(block + i * 32), i16x8.splat(0))
    const b = i16x8.ne(v128.load(block + i * 32 + 16), i16x8.splat(0))
    map |= <u64>(<u32>i8x16.bitmask(i8x16.narrow_i16x8_s(a, b))) << <u64>(i * 16)
  }
  return map
}

/** Fills the register: at least 56 bits. */
function refill(): void {
  const n = count
  setBits(bits | (load<u64>(at - 8) >> <u64>(<u32>n)), n | 56, at - ((63 - n) >> 3))
}

/** The next bits as a number; at most 32 after one refill, none for 0. */
function take(n: u32): u32 {
  const value = <u32>((bits >> 1) >> <u64>(63 - n))
  setBits(bits << <u64>n, count - n, at)
  return value
}

/** @returns as `longCode` */
function readCode(table: usize): u32 {
  let code: u32 = load<u16>(table + (<usize>(bits >> LOOKUP_SHIFT) << 1))
  if (code === 0) code = longCode(table, bits)
  take(code >> 8)
  return code
}

/** F.2.2.1, RECEIVE and EXTEND. */
function receive(size: u32): i32 {
  const positive = <i64>bits < 0
  const value = <i32>take(size)
  return positive ? value : value - ((1 << size) - 1)
}
