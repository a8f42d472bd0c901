/**
 * GIF's variant of LZW (GIF89a, appendix F): codes of 3 to 12 bits from the lowest bit on → the strings that they
 * stand for. A string is kept as its last bytes, up to eight, and the code of what stands before them, so that it is
 * written eight bytes at a time, its end first.
 */
import { alloc } from '../heap'
import { CORRUPT } from '../status'

/** Codes are used up; the limit is reached. `CORRUPT` is a code that has no string, or the end of all strings. */
export const WANT: i32 = 0
export const FULL: i32 = 1

const MAX_CODES: u32 = 4096
const MAX_BITS: u32 = 12
/** Of literals; the specification has no image of more. */
const MAX_LITERAL_BITS: i32 = 8
/** No code. */
const NONE: u32 = 0xffff

/** Bytes that may be written beyond a limit: the rest of the longest string, and of the eight that end it. */
export const OVERRUN: usize = 4096 + 8

/** An entry: the last bytes of its string (0), its length less one (8), the code before them (10), its first byte (12). */
const ENTRY: u32 = 4
const LENGTH: usize = 8
const BEFORE: usize = 10
const FIRST: usize = 12

let entries: usize = 0
let literalBits: u32 = 0

/** The bits that have been read and not yet used, and how many they are. */
let bits: u64 = 0
let bitCount: u32 = 0
let data: usize = 0
let dataEnd: usize = 0

/** Bits of the next code, the code that the next string will get, and the code before, whose string begins it. */
let codeBits: u32 = 0
let next: u32 = 0
let previous: u32 = 0

/** Why `writeStrings` came to its end. */
export let outcome: i32 = WANT

/**
 * Begins an image.
 * @param codeSize bits of a literal, as the file says
 * @returns whether there are such images
 */
export function openLzw(codeSize: i32): bool {
  if (codeSize < 1 || codeSize > MAX_LITERAL_BITS) return false
  entries = alloc((<usize>MAX_CODES) << ENTRY)
  literalBits = codeSize
  for (let literal: u32 = 0; literal < (<u32>1) << literalBits; literal++) {
    const entry = entryOf(literal)
    store<u64>(entry, literal)
    store<u8>(entry, literal, FIRST)
  }
  bits = bitCount = 0
  data = dataEnd = 0
  outcome = WANT
  clear()
  return true
}

/** Codes come from `from` to `end` once those before are used up. */
export function giveCodes(from: usize, end: usize): void {
  if (data < dataEnd) unreachable()
  data = from
  dataEnd = end
  outcome = FULL
}

/**
 * Writes strings until `limit` is reached, or beyond it, but for `OVERRUN`; `outcome` tells if and why it was not.
 * @returns the address behind them
 */
export function writeStrings(out: usize, limit: usize): usize {
  const clearCode = (<u32>1) << literalBits
  while (out < limit) {
    if (bitCount < codeBits && !refill()) {
      outcome = WANT
      return out
    }
    const code = <u32>bits & ((1 << codeBits) - 1)
    bits >>= codeBits
    bitCount -= codeBits
    if (code === clearCode) {
      clear()
      continue
    }
    const grows = previous !== NONE && next < MAX_CODES
    if (code === clearCode + 1 || code >= next + u32(grows)) {
      outcome = CORRUPT
      return out
    }
    // A string that is only now being made begins as the one before it, and ends with the same byte.
    if (grows) append(load<u8>(entryOf(code === next ? previous : code), FIRST))
    previous = code
    out = writeString(entryOf(code), out)
    if (next >= (<u32>1) << codeBits && codeBits < MAX_BITS) codeBits++
  }
  outcome = FULL
  return out
}

function entryOf(code: u32): usize {
  return entries + <usize>(code << ENTRY)
}

function clear(): void {
  codeBits = literalBits + 1
  next = ((<u32>1) << literalBits) + 2
  previous = NONE
}

/** Four bytes more, or one where there are fewer. @returns whether the next code is there */
function refill(): bool {
  if (dataEnd - data >= 4) {
    bits |= (<u64>load<u32>(data)) << bitCount
    data += 4
    bitCount += 32
    return true
  }
  for (; bitCount < codeBits; bitCount += 8) {
    if (data === dataEnd) return false
    bits |= (<u64>load<u8>(data++)) << bitCount
  }
  return true
}

/** Makes the next string: the one before and a byte. Once all codes are used, none is made until a clear code. */
function append(byte: u32): void {
  const before = entryOf(previous)
  const entry = entryOf(next)
  const length = <u32>load<u16>(before, LENGTH) + 1
  const place = length & 7
  store<u64>(entry, place === 0 ? byte : load<u64>(before) | ((<u64>byte) << (place << 3)))
  store<u16>(entry, length, LENGTH)
  store<u16>(entry, place === 0 ? previous : load<u16>(before, BEFORE), BEFORE)
  store<u8>(entry, load<u8>(before, FIRST), FIRST)
  next++
}

/** @returns the address behind it; up to seven bytes more are overwritten */
function writeString(entry: usize, out: usize): usize {
  const length: usize = load<u16>(entry, LENGTH)
  let at = length & ~7
  store<u64>(out + at, load<u64>(entry))
  while (at > 0) {
    entry = entryOf(load<u16>(entry, BEFORE))
    at -= 8
    store<u64>(out + at, load<u64>(entry))
  }
  return out + length + 1
}
