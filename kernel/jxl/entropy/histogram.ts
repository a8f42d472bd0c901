/**
 * Histograms: distributions whose frequencies add up to 4096, and their form in the codestream
 * (ISO/IEC 18181-1:2022, C.2.5).
 *
 * A histogram is flat, has one or two symbols, or stores each frequency's length in bits and some
 * bits after the first one. The frequency of one symbol, the omitted one, is the remainder that the
 * others leave.
 */
import { writeBits } from '../bits'
import { log2, totalOf } from './entropy'
import { Code, SLOT_BITS, SLOTS } from './layout'

/** Form kinds, in a form's lowest byte. */
const FEW: u32 = 0
const FLAT: u32 = 1
/** Kind for forms with lengths. The form's shift, 0 to 12, is added. */
const LENGTHS: u32 = 2
/** Byte in a form for the omitted symbol. The lower half has the number of symbols. */
const OMITTED_SHIFT: u32 = 8
const SYMBOLS_SHIFT: u32 = 16

/** Symbols for `writeLengths` (table C.4): lengths, a symbol for runs, and their prefix codes. */
const RUN: u32 = 13
const CODE_LENGTHS: usize = memory.data<u8>([5, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 6, 7, 7])
const CODES: usize = memory.data<u8>([17, 11, 15, 3, 9, 7, 4, 2, 5, 6, 0, 33, 1, 65])
/** Minimum length for the omitted symbol, whose code is among the shortest. */
const MIN_OMITTED_LENGTH: u32 = 10
/** Minimum number of equal frequencies in a run. */
const MIN_RUN: u32 = 5

/** `true` while bits are counted in `counted` instead of being written. */
let isCounting = false
let counted: u32 = 0

function put(value: u32, count: u32): void {
  if (isCounting) counted += count
  else writeBits(value, count)
}

/** Writes a number with up to 8 bits (U8 in C.2.5). */
function putByte(value: u32): void {
  put(value > 0 ? 1 : 0, 1)
  if (value === 0) return
  const length = 31 - clz(value)
  put(length, 3)
  put(value - (1 << length), length)
}

function frequency(frequencies: usize, symbol: u32): u32 {
  return load<u16>(frequencies + 2 * <usize>symbol)
}

function setFrequency(frequencies: usize, symbol: u32, value: u32): void {
  store<u16>(frequencies + 2 * <usize>symbol, <u16>value)
}

/**
 * Counts the lower bits in a frequency that are always 0.
 * @param length frequency's length in bits, minus 1
 * @param shift precision for all frequencies, 0 to 12
 */
function droppedBits(length: u32, shift: u32): u32 {
  const kept = <i32>shift - <i32>((SLOT_BITS - length) >> 1)
  return length - <u32>max(0, min(<i32>length, kept))
}

/** Rounds a frequency to the nearest one that a shift can express. */
function rounded(target: f64, shift: u32): u32 {
  const whole = min(max(<u32>target, 1), SLOTS - 1)
  const dropped = droppedBits(31 - clz(whole), shift)
  const lower = (whole >> dropped) << dropped
  const upper = lower + (1 << dropped)
  return target * target > <f64>lower * <f64>upper ? min(upper, SLOTS - 1) : lower
}

/** Makes all frequencies as equal as possible, the larger ones first. */
function flatten(frequencies: usize, size: u32): void {
  const each = SLOTS / size
  const larger = SLOTS - each * size
  for (let i: u32 = 0; i < size; i++) setFrequency(frequencies, i, i < larger ? each + 1 : each)
}

/**
 * Converts counts to frequencies.
 * @returns the omitted symbol, or -1 if the frequencies would have a wrong sum
 */
function normalize(counts: usize, size: u32, total: u32, shift: u32, frequencies: usize): i32 {
  const scale = <f64>SLOTS / <f64>total
  let omitted: u32 = 0
  let most: u32 = 0
  for (let i: u32 = 0; i < size; i++) {
    const count = load<u32>(counts + 4 * <usize>i)
    if (count <= most) continue
    most = count
    omitted = i
  }
  let rest: i32 = SLOTS
  for (let i: u32 = 0; i < size; i++) {
    const count = load<u32>(counts + 4 * <usize>i)
    const value = count === 0 || i === omitted ? 0 : rounded(<f64>count * scale, shift)
    setFrequency(frequencies, i, value)
    rest -= value
  }
  if (shift < SLOT_BITS) {
    if (rest < 1) return -1
  } else {
    rest = reduce(frequencies, size, rest, <i32>(<f64>most * scale * 0.5))
  }
  // The omitted symbol is the first one with the maximum length. A length of 12 is the largest one.
  for (let i: u32 = 0; i < omitted; i++) {
    const value = frequency(frequencies, i)
    if (value < SLOTS / 2) continue
    setFrequency(frequencies, omitted, value)
    omitted = i
    break
  }
  setFrequency(frequencies, omitted, rest)
  return omitted
}

/** Decreases the largest frequencies until enough is left for the omitted symbol. */
function reduce(frequencies: usize, size: u32, left: i32, wanted: i32): i32 {
  let rest = left
  while (rest < max(1, wanted)) {
    let largest: u32 = 0
    for (let i: u32 = 1; i < size; i++) {
      if (frequency(frequencies, i) > frequency(frequencies, largest)) largest = i
    }
    const value = frequency(frequencies, largest)
    if (value < 2) return rest
    const taken = max(1, value >> 6)
    setFrequency(frequencies, largest, value - taken)
    rest += taken
  }
  return rest
}

/** Counts the bits that tokens take with given frequencies. */
function dataBits(counts: usize, size: u32, frequencies: usize): f64 {
  let sum: f64 = 0
  for (let i: u32 = 0; i < size; i++) {
    const count = load<u32>(counts + 4 * <usize>i)
    if (count === 0) continue
    const value = frequency(frequencies, i)
    sum += <f64>count * (<f64>SLOT_BITS - <f64>log2(<f32>value))
  }
  return sum
}

function storeForm(code: Code, cluster: u32, kind: u32, omitted: u32, size: u32): void {
  store<u32>(code.forms + 4 * <usize>cluster, kind | (omitted << OMITTED_SHIFT) | (size << SYMBOLS_SHIFT))
}

/** Chooses a cluster's form and frequencies from its counts. */
export function chooseHistogram(code: Code, cluster: u32): void {
  const counts = code.clusterCounts + ((<usize>cluster) << (code.alphabetBits + 2))
  const frequencies = code.frequencies + ((<usize>cluster) << (code.alphabetBits + 1))
  memory.fill(frequencies, 0, (<usize>1) << (code.alphabetBits + 1))
  let size = code.symbols
  while (size > 0 && load<u32>(counts + 4 * <usize>(size - 1)) === 0) size--
  let used: u32 = 0
  for (let i: u32 = 0; i < size; i++) if (load<u32>(counts + 4 * <usize>i) > 0) used++
  if (used < 2) {
    const symbol = max(size, 1) - 1
    setFrequency(frequencies, symbol, SLOTS)
    storeForm(code, cluster, FEW, symbol, symbol + 1)
    return
  }
  const total = totalOf(counts, (size + 3) & ~3)
  if (used === 2) {
    const omitted = normalize(counts, size, total, SLOT_BITS, frequencies)
    storeForm(code, cluster, FEW, <u32>omitted, size)
    return
  }
  chooseLengths(code, cluster, counts, size, total)
}

/** Tries all precisions for a histogram with three symbols or more, and a flat one. */
function chooseLengths(code: Code, cluster: u32, counts: usize, size: u32, total: u32): void {
  const frequencies = code.frequencies + ((<usize>cluster) << (code.alphabetBits + 1))
  const bytes = (<usize>1) << (code.alphabetBits + 1)
  const tried = code.scratch
  isCounting = true
  flatten(frequencies, size)
  storeForm(code, cluster, FLAT, 0, size)
  counted = 0
  putHistogram(frequencies, FLAT, 0, size)
  let best = <f64>counted + dataBits(counts, size, frequencies)
  for (let shift: u32 = 0; shift <= SLOT_BITS; shift++) {
    if (shift === SLOT_BITS - 1) continue
    memory.fill(tried, 0, bytes)
    const omitted = normalize(counts, size, total, shift, tried)
    if (omitted < 0) continue
    counted = 0
    putHistogram(tried, LENGTHS + shift, omitted, size)
    const cost = <f64>counted + dataBits(counts, size, tried)
    if (cost >= best) continue
    best = cost
    memory.copy(frequencies, tried, bytes)
    storeForm(code, cluster, LENGTHS + shift, <u32>omitted, size)
  }
  isCounting = false
}

/** Writes a cluster's histogram. */
export function writeHistogram(code: Code, cluster: u32): void {
  const form = load<u32>(code.forms + 4 * <usize>cluster)
  const frequencies = code.frequencies + ((<usize>cluster) << (code.alphabetBits + 1))
  putHistogram(frequencies, form & 255, (form >> OMITTED_SHIFT) & 255, form >> SYMBOLS_SHIFT)
}

function putHistogram(frequencies: usize, kind: u32, omitted: u32, size: u32): void {
  put(kind === FEW ? 1 : 0, 1)
  if (kind === FEW) {
    putFew(frequencies, size)
    return
  }
  put(kind === FLAT ? 1 : 0, 1)
  if (kind === FLAT) putByte(size - 1)
  else putLengths(frequencies, kind - LENGTHS, omitted, size)
}

/** Writes a histogram with one or two symbols. */
function putFew(frequencies: usize, size: u32): void {
  const last = size - 1
  let first = last
  for (let i: u32 = 0; i < last; i++) {
    if (frequency(frequencies, i) > 0) first = i
  }
  put(first < last ? 1 : 0, 1)
  putByte(first)
  if (first === last) return
  putByte(last)
  put(frequency(frequencies, first), SLOT_BITS)
}

/** Returns the bit length of a symbol's frequency, 0 for the frequency 0. */
function lengthOf(frequencies: usize, symbol: u32): u32 {
  return 32 - clz(frequency(frequencies, symbol))
}

/** Counts the symbols from `from` on whose frequencies are equal. */
function runOf(frequencies: usize, from: u32, omitted: u32, size: u32): u32 {
  if (from === omitted) return 1
  const value = frequency(frequencies, from)
  let end = from + 1
  while (end < size && end !== omitted && frequency(frequencies, end) === value) end++
  return end - from
}

function putLengths(frequencies: usize, shift: u32, omitted: u32, size: u32): void {
  putShift(min(shift, SLOT_BITS - 1) + 1)
  putByte(size - 3)
  let longest = MIN_OMITTED_LENGTH
  for (let i: u32 = 0; i < size; i++) {
    if (i !== omitted) longest = max(longest, lengthOf(frequencies, i) + (i < omitted ? 1 : 0))
  }
  for (let i: u32 = 0; i < size; ) {
    const length = i === omitted ? longest : lengthOf(frequencies, i)
    put(load<u8>(CODES + length), load<u8>(CODE_LENGTHS + length))
    const run = runOf(frequencies, i, omitted, size)
    if (run < MIN_RUN) {
      i++
      continue
    }
    put(load<u8>(CODES + RUN), load<u8>(CODE_LENGTHS + RUN))
    putByte(run - MIN_RUN)
    i += run
  }
  for (let i: u32 = 0; i < size; ) {
    const length = lengthOf(frequencies, i)
    if (length > 1 && i !== omitted) {
      const dropped = droppedBits(length - 1, min(shift, SLOT_BITS - 1))
      const kept = length - 1 - dropped
      put((frequency(frequencies, i) >> dropped) - (1 << kept), kept)
    }
    const run = runOf(frequencies, i, omitted, size)
    i += run < MIN_RUN ? 1 : run
  }
}

/** Writes the precision: its length in unary (at most 3), and its lower bits. */
function putShift(value: u32): void {
  const length = 31 - clz(value)
  put((1 << length) - 1, length)
  if (length < 3) put(0, 1)
  put(value - (1 << length), length)
}
