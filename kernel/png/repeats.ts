/**
 * Counts a picture's pixels that repeat an earlier pixel. If rows are not filtered, deflate (RFC
 * 1951, 4) codes repeated pixels as matches, which take few bits.
 */
import { GOLDEN } from '../hashing'
import { alloc } from '../heap'

const BITS: u32 = 12

/**
 * Address of a pixel hash table. An entry holds the picture's last four bytes that had this hash
 * value. The table begins with zeros, so the first transparent black pixel counts as repeated.
 */
let seen: usize = 0

/** Allocates an empty pixel hash table. */
export function openRepeats(): void {
  seen = alloc(4 << BITS)
}

/**
 * Counts a row's pixels whose four bytes repeat an earlier pixel's, in this row or in a row counted
 * before. The four bytes begin with the pixel. If the pixel has fewer than four bytes, the first
 * bytes of the pixels to its right follow.
 * @param row address of the row's raw bytes
 * @param bytes row length in bytes
 * @param distance pixel length in bytes
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
