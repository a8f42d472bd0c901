/** Reads the code lengths for prefix codes (RFC 9649, 3.7.2.1). */
import { bits, has, overran, readBits, skip } from './bits'
import { isComplete } from './lengths'
import { buildTables } from './prefix-code'
import { CORRUPT, READY, WANT } from './status'

/**
 * Maximum length in bytes of one code's code lengths in the stream: 2,328 symbols with 14 bits
 * each, and the fields before them.
 */
const MAX_BYTES: usize = 4160

const LENGTH_CODES = 19
const DEPTH = 7
const REPEAT_PREVIOUS = 16
const REPEAT_ZERO = 17

/** Order in which the stream stores the lengths for the code length codes. */
const order = memory.data<u8>([17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
const lengthLengths = memory.data(32)
/**
 * Decoding table for the code length codes. For each value that the next 7 bits can have: symbol <<
 * 4 | length.
 */
const lookup = memory.data((1 << DEPTH) * 2, 16)

/**
 * Reads a prefix code's code lengths.
 * @param lengths receives each symbol's code length in one byte; 0 if the symbol has no code
 * @param symbols symbols in the alphabet
 * @returns READY, CORRUPT, or WANT if more input is needed; with WANT, nothing has been read
 */
export function readCodeLengths(lengths: usize, symbols: i32): i32 {
  if (!has(MAX_BYTES)) return WANT
  memory.fill(lengths, 0, symbols)
  const status = readBits(1) ? readSimple(lengths, symbols) : readNormal(lengths, symbols)
  if (status !== READY || overran()) return CORRUPT
  return isComplete(lengths, symbols) ? READY : CORRUPT
}

/** Reads a simple code with one or two symbols (RFC 9649, 3.7.2.1.1). */
function readSimple(lengths: usize, symbols: i32): i32 {
  const two = readBits(1)
  const first = readBits(readBits(1) ? 8 : 1)
  if (first < symbols) store<u8>(lengths + first, 1)
  if (!two) return READY
  const second = readBits(8)
  if (second < symbols) store<u8>(lengths + second, 1)
  return READY
}

/**
 * Reads a normal code's code lengths. The code lengths are themselves coded with a prefix code (RFC
 * 9649, 3.7.2.1.2).
 */
function readNormal(lengths: usize, symbols: i32): i32 {
  memory.fill(lengthLengths, 0, LENGTH_CODES)
  const stored = 4 + readBits(4)
  for (let i = 0; i < stored; i++) store<u8>(lengthLengths + load<u8>(order + i), readBits(3))
  if (!isComplete(lengthLengths, LENGTH_CODES)) return CORRUPT
  buildTables(lookup, lengthLengths, LENGTH_CODES, DEPTH, true)
  let tokens = symbols
  if (readBits(1)) {
    tokens = 2 + readBits(2 + 2 * readBits(3))
    if (tokens > symbols) return CORRUPT
  }
  let previous = 8
  for (let symbol = 0; symbol < symbols && tokens > 0; tokens--) {
    readBits(0)
    const entry = <i32>load<u16>(lookup + ((<usize>bits & ((1 << DEPTH) - 1)) << 1))
    skip(entry & 15)
    const token = entry >> 4
    if (token < REPEAT_PREVIOUS) {
      store<u8>(lengths + symbol++, token)
      if (token !== 0) previous = token
      continue
    }
    const isZero = token >= REPEAT_ZERO
    const repeats =
      token === REPEAT_PREVIOUS ? 3 + readBits(2) : token === REPEAT_ZERO ? 3 + readBits(3) : 11 + readBits(7)
    if (symbol + repeats > symbols) return CORRUPT
    if (!isZero) memory.fill(lengths + symbol, <u8>previous, repeats)
    symbol += repeats
  }
  return READY
}
