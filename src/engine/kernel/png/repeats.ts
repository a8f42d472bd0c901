/**
 * Counts repeated pixels. Deflate (RFC 1951, 4) codes them as matches if the rows are not filtered.
 */
import { alloc } from '../heap'

const BITS: u32 = 12
/** Multiplier of Fibonacci hashing: 2^32 divided by the golden ratio. */
const GOLDEN: u32 = 0x9e3779b1

/**
 * Hash table: the last four bytes seen for each hash value. It begins with zeros, so the first
 * transparent black pixel counts as repeated.
 */
let seen: usize = 0

/** Allocates an empty table. */
export function openRepeats(): void {
  seen = alloc(4 << BITS)
}

/**
 * Counts the pixels of a row whose four bytes repeat those of an earlier pixel, in this row or in a
 * row counted before. The four bytes begin with the pixel. If the pixel has fewer bytes, the bytes
 * of the pixels to its right complete them.
 * @param row raw bytes
 * @param bytes bytes in the row
 * @param distance bytes in a pixel
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
