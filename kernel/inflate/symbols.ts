/** Decodes a block's literals and matches (RFC 1951 3.2.3). */
import { repeat } from './copy'
import { END, firstBits, LITERAL, OTHER, SUBTABLE } from './entries'
import { bits, count, dropBits, end, fillBits, next, setInput } from './input'
import { full, oldest, out, setOut } from './output'
import { joinLiterals } from './table'

/**
 * Index bits in the two decoding tables, and maximum number of their entries including subtables.
 * No valid code needs more entries. `buildTable` refuses a code that does.
 */
export const LITERAL_ROOT: u32 = 11
export const DISTANCE_ROOT: u32 = 8
export const LITERAL_ENTRIES: u32 = 2400
export const DISTANCE_ENTRIES: u32 = 416

/**
 * Decoding results: more input is needed, the block has ended, the output is full, or the data is
 * damaged.
 */
export const MORE: i32 = 0
export const BLOCK_DONE: i32 = 1
export const FULL: i32 = 2
export const DAMAGED: i32 = -1

const LITERAL_MASK: u64 = (1 << LITERAL_ROOT) - 1
const DISTANCE_MASK: u64 = (1 << DISTANCE_ROOT) - 1
/** Maximum input bytes that one step of `decodeFast` reads. */
const AHEAD: usize = 24

/**
 * Decoding tables for the current block, for literals and lengths and for distances. Their
 * addresses are constants at compile time, which makes lookups cheaper.
 */
export const literals: usize = memory.data(<i32>LITERAL_ENTRIES * 4, 16)
export const distances: usize = memory.data(<i32>DISTANCE_ENTRIES * 4, 16)

/**
 * Input bytes to decode before literal pairs are joined in the table. Joining costs more time than
 * decoding a short block, and a hostile stream may have many short blocks. The number is 0 if
 * literals are already joined, or if no two literals fit one lookup.
 */
let unjoined: usize = 0
const UNJOINED: usize = 1024

/**
 * Begins to decode a block's symbols.
 * @param pairs `true` if two literals' codes may fit one lookup
 */
export function startSymbols(pairs: bool): void {
  unjoined = pairs ? UNJOINED : 0
}

function join(bytes: usize): void {
  if (bytes < unjoined) {
    unjoined -= bytes
    return
  }
  joinLiterals(literals, LITERAL_ROOT)
  unjoined = 0
}

/**
 * Decodes symbols until the block ends, the input ends, or the output is full. The last symbol may
 * write beyond `full`; in this case, the function returns FULL.
 * @returns the reason why decoding stopped
 */
export function decodeSymbols(): i32 {
  while (true) {
    if (out >= full) return FULL
    if (end - next >= AHEAD) {
      const before = next
      const status = decodeFast()
      if (status !== MORE) return status
      if (unjoined !== 0) join(next - before)
      if (out >= full) return FULL
    }
    const status = decodeOne()
    if (status !== GOES_ON) return status
  }
}

function extraOf(saved: u64, entry: u32): u32 {
  // In the input, the extra bits follow the code's bits. The number of bits to consume includes
  // both.
  return <u32>((saved & (((<u64>1) << entry) - 1)) >> ((entry >> 8) & 15))
}

/**
 * Minimum available bits before a distance is decoded: 28 for its code and extra bits, and the
 * index bits for the lookup after it. With fewer bits, that lookup would find a wrong code.
 */
const MIN_BITS: u32 = 28 + LITERAL_ROOT

/**
 * Decodes symbols while at least `AHEAD` input bytes are left. A refill leaves at least 56 bits.
 * Three literal lookups take up to 33 bits, and a length takes up to 20. After its refill, a
 * distance takes up to 28 bits, and the lookup after it needs 11 more.
 */
function decodeFast(): i32 {
  const lastInput = unjoined === 0 ? end - AHEAD : min(end - AHEAD, next + unjoined)
  const firstByte = oldest
  const lastOut = full
  let at = next
  let to = out
  let buffer = bits
  let have = count
  let status: i32 = MORE

  buffer |= load<u64>(at) << have
  at += (63 - have) >> 3
  have |= 56
  let entry = load<u32>(literals + ((<usize>(buffer & LITERAL_MASK)) << 2))
  for (;;) {
    if (<i32>entry < 0) {
      store<u16>(to, entry >> 8)
      to += (entry >> 24) & 3
      buffer >>= entry
      have -= entry & 63
      entry = load<u32>(literals + ((<usize>(buffer & LITERAL_MASK)) << 2))
      if (<i32>entry < 0) {
        store<u16>(to, entry >> 8)
        to += (entry >> 24) & 3
        buffer >>= entry
        have -= entry & 63
        entry = load<u32>(literals + ((<usize>(buffer & LITERAL_MASK)) << 2))
        if (<i32>entry < 0) {
          store<u16>(to, entry >> 8)
          to += (entry >> 24) & 3
          buffer >>= entry
          have -= entry & 63
          entry = load<u32>(literals + ((<usize>(buffer & LITERAL_MASK)) << 2))
          if (at > lastInput || to >= lastOut) break
          buffer |= load<u64>(at) << have
          at += (63 - have) >> 3
          have |= 56
          continue
        }
      }
    }
    if (entry & OTHER) {
      if (entry & SUBTABLE) {
        buffer >>= LITERAL_ROOT
        have -= LITERAL_ROOT
        const index = <u32>buffer & ((1 << ((entry >> 8) & 15)) - 1)
        entry = load<u32>(literals + (((entry >> 16) + index) << 2))
        if (<i32>entry < 0) {
          store<u8>(to++, entry >> 8)
          buffer >>= entry
          have -= entry & 63
          entry = load<u32>(literals + ((<usize>(buffer & LITERAL_MASK)) << 2))
          if (at > lastInput || to >= lastOut) break
          buffer |= load<u64>(at) << have
          at += (63 - have) >> 3
          have |= 56
          continue
        }
      }
      if (entry & OTHER) {
        buffer >>= entry
        have -= entry & 63
        status = entry & END ? BLOCK_DONE : DAMAGED
        break
      }
    }
    const length = (entry >> 16) + extraOf(buffer, entry)
    buffer >>= entry
    have -= entry & 63
    if (have < MIN_BITS) {
      buffer |= load<u64>(at) << have
      at += (63 - have) >> 3
      have |= 56
    }
    let far = load<u32>(distances + ((<usize>(buffer & DISTANCE_MASK)) << 2))
    if (far & OTHER) {
      if (far & SUBTABLE) {
        buffer >>= DISTANCE_ROOT
        have -= DISTANCE_ROOT
        const index = <u32>buffer & ((1 << ((far >> 8) & 15)) - 1)
        far = load<u32>(distances + (((far >> 16) + index) << 2))
      }
      if (far & OTHER) {
        status = DAMAGED
        break
      }
    }
    const distance = (far >> 16) + extraOf(buffer, far)
    buffer >>= far
    have -= far & 63
    entry = load<u32>(literals + ((<usize>(buffer & LITERAL_MASK)) << 2))
    if (distance > <u32>(to - firstByte)) {
      status = DAMAGED
      break
    }
    repeat(to, distance, to + length)
    to += length
    if (at > lastInput || to >= lastOut) break
    buffer |= load<u64>(at) << have
    at += (63 - have) >> 3
    have |= 56
  }
  setInput(at, buffer, have)
  setOut(to)
  return status
}

const GOES_ON: i32 = 3

/** Decodes one literal or match if all its bits are available. */
function decodeOne(): i32 {
  fillBits()
  let entry = load<u32>(literals + ((<usize>(bits & LITERAL_MASK)) << 2))
  let used: u32 = 0
  if (!(entry & LITERAL) && entry & SUBTABLE && entry & OTHER) {
    used = LITERAL_ROOT
    const index = <u32>(bits >> used) & ((1 << ((entry >> 8) & 15)) - 1)
    entry = load<u32>(literals + (((entry >> 16) + index) << 2))
  }
  if (entry & LITERAL) {
    used += firstBits(entry)
    if (used > count) return MORE
    store<u8>(out, entry >> 8)
    setOut(out + 1)
    dropBits(used)
    return GOES_ON
  }
  const rest = bits >> used
  used += entry & 63
  if (used > count) return MORE
  if (entry & OTHER) {
    dropBits(used)
    return entry & END ? BLOCK_DONE : DAMAGED
  }
  const length = (entry >> 16) + extraOf(rest, entry)

  let far = load<u32>(distances + ((<usize>((bits >> used) & DISTANCE_MASK)) << 2))
  if (far & OTHER && far & SUBTABLE) {
    used += DISTANCE_ROOT
    const index = <u32>(bits >> used) & ((1 << ((far >> 8) & 15)) - 1)
    far = load<u32>(distances + (((far >> 16) + index) << 2))
  }
  const more = bits >> used
  used += far & 63
  if (used > count) return MORE
  if (far & OTHER) return DAMAGED
  const distance = (far >> 16) + extraOf(more, far)
  if (distance > <u32>(out - oldest)) return DAMAGED
  dropBits(used)
  const from = out - distance
  for (let at: u32 = 0; at < length; at++) store<u8>(out + at, load<u8>(from + at))
  setOut(out + length)
  return GOES_ON
}
