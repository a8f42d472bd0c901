/** Writes the lengths of prefix codes (RFC 9649, 3.7.2.1). */
import { alloc } from '../heap'
import { put } from './bits'
import { MAX_SYMBOLS } from './histogram'
import { codeLengths, MAX_LENGTH, makeCodes } from './huffman'

const KINDS: i32 = 19
const MAX_KIND_LENGTH: i32 = 7
const REPEAT: u32 = 16
const ZEROS: u32 = 17
const MANY_ZEROS: u32 = 18
/** Code length that the symbol `REPEAT` repeats if it precedes the first nonzero length. */
const INITIAL: u32 = 8
/** Maximum bits in the fields that state how many code lengths follow. */
const NUMBER_BITS: i32 = 12

const ORDER = memory.data<u8>([17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])

let lengths: usize = 0
/**
 * Address of the items into which code lengths are packed. An item's lowest five bits are a code
 * length or a kind of repetition. The bits above are the repetition's extra bits.
 */
let items: usize = 0
let kindCounts: usize = 0
let kindLengths: usize = 0
let kindCodes: usize = 0

export function codeWriterOpen(): void {
  lengths = alloc(MAX_SYMBOLS)
  items = alloc(<usize>MAX_SYMBOLS * 2)
  kindCounts = alloc(<usize>KINDS * 4)
  kindLengths = alloc(KINDS)
  kindCodes = alloc(<usize>KINDS * 4)
}

/**
 * Makes a prefix code for counted symbols, and writes the code lengths to the bitstream.
 * @param codes receives the codes, in the same format as from `makeCodes`
 */
export function writeCode(counts: usize, symbols: i32, codes: usize): void {
  const distinct = codeLengths(counts, symbols, lengths, MAX_LENGTH)
  if (!writeSimple(symbols, distinct)) writeLengths(symbols)
  makeCodes(lengths, symbols, distinct, codes)
}

/**
 * Writes a code in the simple form, which is possible if it has only one or two symbols below 256.
 * @returns `false` if the code has other symbols; nothing is written then
 */
function writeSimple(symbols: i32, distinct: i32): bool {
  if (distinct > 2) return false
  let first: i32 = 0
  let last: i32 = 0
  let found = 0
  for (let i = 0; i < symbols && found < distinct; i++) {
    if (load<u8>(lengths + <usize>i) === 0) continue
    if (found++ === 0) first = i
    last = i
  }
  if (last > 255) return false
  put(1, 1)
  put(distinct === 2 ? 1 : 0, 1)
  put(first > 1 ? 1 : 0, 1)
  put(first, first > 1 ? 8 : 1)
  if (distinct === 2) put(last, 8)
  return true
}

function writeLengths(symbols: i32): void {
  const count = pack(symbols)
  memory.fill(kindCounts, 0, <usize>KINDS * 4)
  for (let i = 0; i < count; i++) {
    const at = kindCounts + <usize>(load<u16>(items + <usize>i * 2) & 31) * 4
    store<u32>(at, load<u32>(at) + 1)
  }
  const distinct = codeLengths(kindCounts, KINDS, kindLengths, MAX_KIND_LENGTH)
  makeCodes(kindLengths, KINDS, distinct, kindCodes)
  put(0, 1)
  let kinds = KINDS
  while (kinds > 4 && load<u8>(kindLengths + <usize>load<u8>(ORDER + kinds - 1)) === 0) kinds--
  put(kinds - 4, 4)
  for (let i = 0; i < kinds; i++) put(load<u8>(kindLengths + <usize>load<u8>(ORDER + i)), 3)
  writeItems(withoutTrailingZeros(count), count)
}

/**
 * Returns the number of items to write: all without the zero lengths at the end, or all (`count`)
 * if leaving out the zeros would not save bits.
 */
function withoutTrailingZeros(count: i32): i32 {
  let bits = 0
  let kept = count
  for (; kept > 0; kept--) {
    const kind = <u32>load<u16>(items + <usize>(kept - 1) * 2) & 31
    if (kind !== 0 && kind < ZEROS) break
    bits += <i32>(load<u32>(kindCodes + <usize>kind * 4) >> 16) + extraOf(kind)
  }
  return kept > 1 && bits > NUMBER_BITS ? kept : count
}

function extraOf(kind: u32): i32 {
  if (kind === REPEAT) return 2
  if (kind === ZEROS) return 3
  return kind === MANY_ZEROS ? 7 : 0
}

function writeItems(kept: i32, count: i32): void {
  put(kept < count ? 1 : 0, 1)
  if (kept < count) {
    const pairs: u32 = kept === 2 ? 0 : (31 - clz(<u32>kept - 2)) >> 1
    put(pairs, 3)
    put(kept - 2, 2 * pairs + 2)
  }
  for (let i = 0; i < kept; i++) {
    const item = <u32>load<u16>(items + <usize>i * 2)
    const code = load<u32>(kindCodes + <usize>(item & 31) * 4)
    put(code & 0xffff, code >> 16)
    put(item >> 5, extraOf(item & 31))
  }
}

let packed: i32 = 0

function add(kind: u32, extra: u32): void {
  store<u16>(items + <usize>packed * 2, <u16>(kind | (extra << 5)))
  packed++
}

/**
 * Packs the code lengths into items, with one item for a run of equal lengths.
 * @returns the number of items
 */
function pack(symbols: i32): i32 {
  packed = 0
  let previous = INITIAL
  for (let i = 0; i < symbols; ) {
    const length = <u32>load<u8>(lengths + <usize>i)
    let end = i + 1
    while (end < symbols && load<u8>(lengths + <usize>end) === length) end++
    if (length === 0) packZeros(end - i)
    else packRun(length, end - i, previous)
    if (length !== 0) previous = length
    i = end
  }
  return packed
}

function packZeros(run: i32): void {
  while (run > 0) {
    const taken = min(run, 138)
    if (taken > 10) add(MANY_ZEROS, taken - 11)
    else if (taken > 2) add(ZEROS, taken - 3)
    else for (let i = 0; i < taken; i++) add(0, 0)
    run -= taken
  }
}

function packRun(length: u32, run: i32, previous: u32): void {
  if (length !== previous) {
    add(length, 0)
    run--
  }
  while (run > 0) {
    const taken = min(run, 6)
    if (taken > 2) add(REPEAT, taken - 3)
    else for (let i = 0; i < taken; i++) add(length, 0)
    run -= taken
  }
}
