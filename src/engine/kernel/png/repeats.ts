/** Repeated pixels, which deflate (RFC 1951, 4) codes as matches if the rows are not filtered. */
import { alloc } from '../heap'

const BITS: u32 = 12
/** Multiplier of Fibonacci hashing: 2^32 divided by the golden ratio. */
const GOLDEN: u32 = 0x9e3779b1

/** Last four bytes of each hash value. The table begins with zeros, so the first transparent black counts as repeated. */
let seen: usize = 0

/** Allocates an empty table. */
export function openRepeats(): void {
  seen = alloc(4 << BITS)
}

/**
 * Counts the pixels of a row that repeat four bytes of an earlier pixel, in this row or in one counted before. The four
 * bytes begin with the pixel. If it has fewer, pixels to its right belong to them.
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
