/** Counts repeated strings of pixels, which LZ77 (RFC 1951, 4) would code as matches if the rows were not filtered. */
import { alloc } from '../heap'

const BITS: u32 = 12
/** Multiplier of Fibonacci hashing: 2^32 divided by the golden ratio. */
const GOLDEN: u32 = 0x9e3779b1

/** The last four bytes of each hash value. It begins with zeros, so that black counts as repeated. */
let seen: usize = 0

/** Allocates an empty table. */
export function openRepeats(): void {
  seen = alloc(4 << BITS)
}

/**
 * Counts the pixels of a row whose first four bytes were those of an earlier pixel, in this row or another.
 * A pixel of less than four bytes is compared together with the ones to its right.
 * @param row raw bytes
 * @param bytes length of the row
 * @param distance bytes of a pixel
 */
export function countRepeats(row: usize, bytes: usize, distance: usize): u32 {
  let count: u32 = 0
  for (let at: usize = 0; at + 4 <= bytes; at += distance) {
    const four = load<u32>(row + at)
    const entry = seen + (((four * GOLDEN) >> (32 - BITS)) << 2)
    count += u32(load<u32>(entry) === four)
    store<u32>(entry, four)
  }
  return count
}
