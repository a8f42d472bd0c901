/**
 * Decoder for GIF's LZW variant (GIF89a, appendix F). Codes have 3 to 12 bits, lowest bit first. A
 * string's table entry stores the string's last one to eight bytes, and the code of the string
 * before them. A string is therefore written from its end, eight bytes at a time.
 */
import { block, GIF_ENTRIES } from '../blocks'
import { CORRUPT } from '../status'

/**
 * Values of `outcome`. `WANT`: more codes are needed. `FULL`: the output has reached the limit.
 * `CORRUPT`: a code has no string, or the end code has been read.
 */
export const WANT: i32 = 0
export const FULL: i32 = 1

const MAX_CODES: u32 = 4096
const MAX_BITS: u32 = 12
/**
 * Maximum length of a literal code in bits. With it, the clear and end codes have 12 bits. Color
 * tables need at most 8 bits, but some writers announce more.
 */
const MAX_LITERAL_BITS: i32 = 11
const NONE: u32 = 0xffff

/**
 * Maximum bytes that are written beyond the output limit: the rest of the longest string, and the
 * excess from the eight-byte store at its end.
 */
export const OVERRUN: usize = 4096 + 8

// Table entry layout, with byte offsets: the string's last bytes (0), its length minus one (8),
// code of the string before the last bytes (10), the string's first byte (12).
const ENTRY: u32 = 4
const LENGTH: usize = 8
const BEFORE: usize = 10
const FIRST: usize = 12

let entries: usize = 0
let literalBits: u32 = 0

let bits: u64 = 0
let bitCount: u32 = 0
let data: usize = 0
let dataEnd: usize = 0

/**
 * Decoder state: the next code's length in bits (`codeBits`), code that the next new string gets
 * (`next`), and code that was read last (`previous`). The new string begins with the string for
 * `previous`.
 */
let codeBits: u32 = 0
let next: u32 = 0
let previous: u32 = 0

/** Reason why `writeStrings` returned. */
export let outcome: i32 = WANT

/**
 * Begins to decode a frame's codes.
 * @param codeSize length in bits of a literal code, read from the file
 * @returns `true` if the code size is valid
 */
export function openLzw(codeSize: i32): bool {
  if (codeSize < 1 || codeSize > MAX_LITERAL_BITS) return false
  entries = block(GIF_ENTRIES, (<usize>MAX_CODES) << ENTRY)
  if (isDefined(COUNTING)) return true
  literalBits = codeSize
  for (let literal: u32 = 0; literal < (<u32>1) << literalBits; literal++) {
    const entry = entryOf(literal)
    const index = <u64>literal & 0xff
    store<u64>(entry, index)
    store<u64>(entry, index << ((FIRST - LENGTH) << 3), LENGTH)
  }
  bits = bitCount = 0
  data = dataEnd = 0
  outcome = WANT
  clear()
  return true
}

/** Sets the bytes from which the next codes are read. All earlier bytes must have been read. */
export function giveCodes(from: usize, end: usize): void {
  if (data < dataEnd) unreachable()
  data = from
  dataEnd = end
  outcome = FULL
}

/**
 * Decodes codes and writes their strings until the output reaches `limit`. It writes less than
 * `OVERRUN` bytes beyond `limit`. `outcome` holds the reason why it returned.
 * @returns the address after the strings
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
    // A code may be the new string's own code. The new string is then the previous string, followed
    // by the previous string's first byte.
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

/**
 * Writes a table entry's string. Up to seven bytes after the string are overwritten.
 * @returns the address after the string
 */
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
