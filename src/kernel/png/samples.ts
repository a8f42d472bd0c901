/**
 * Rows of samples as PNG packs them (7.2) → one byte a sample.
 *
 * Gray levels of less than 8 bits spread over 0 to 255 exactly (13.12: their maximum divides 255), samples of 16 bits
 * become the nearest level of 8.
 */
import { alloc } from '../heap'

/** What vector loads and whole-byte unpacking may touch beyond a row. */
export const MARGIN: usize = 16

let depth: i32 = 0
let samples: usize = 0
/** The up to eight samples of every possible byte. */
let table: usize = 0

/**
 * @param bits bit depth of a sample
 * @param scale what samples of less than 8 bits are multiplied with
 * @param count most samples of a row
 */
export function samplesOpen(bits: i32, scale: i32, count: usize): void {
  depth = bits
  if (bits === 8) return
  samples = alloc(count + MARGIN)
  if (bits > 8) return
  const perByte: i32 = 8 / bits
  table = alloc(256 * <usize>perByte)
  for (let value: i32 = 0; value < 256; value++) {
    for (let place: i32 = 0; place < perByte; place++) {
      // The leftmost pixel is in the high-order bits.
      const level = (value >> (8 - bits - place * bits)) & ((1 << bits) - 1)
      store<u8>(table + value * perByte + place, level * scale)
    }
  }
}

/** @returns where `count` samples stand, until the next call: in the row itself if they have 8 bits */
export function samplesOf(row: usize, count: usize): usize {
  if (depth === 8) return row
  if (depth === 1) unpack<u64>(row, count)
  else if (depth === 2) unpack<u32>(row, count)
  else if (depth === 4) unpack<u16>(row, count)
  else reduce(row, count)
  return samples
}

/** `Group` is as long as the samples of one byte are, unpacked. */
function unpack<Group>(row: usize, count: usize): void {
  for (let at: usize = 0; at < count; at += sizeof<Group>()) {
    store<Group>(samples + at, load<Group>(table + <usize>load<u8>(row) * sizeof<Group>()))
    row++
  }
}

function reduce(row: usize, count: usize): void {
  for (let at: usize = 0; at < count; at += 8) {
    const big = v128.load(row + 2 * at)
    const wide = i8x16.shuffle(big, big, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
    const levels = i16x8.narrow_i32x4_u(
      nearest(i32x4.extend_low_i16x8_u(wide)),
      nearest(i32x4.extend_high_i16x8_u(wide)),
    )
    store<u64>(samples + at, i64x2.extract_lane(i8x16.narrow_i16x8_u(levels, levels), 0))
  }
}

/** Divides by 257 and rounds: exact for all samples of 16 bits. */
function nearest(wide: v128): v128 {
  const scaled = i32x4.sub(i32x4.shl(wide, 8), wide)
  return i32x4.shr_u(i32x4.add(scaled, i32x4.splat(32895)), 16)
}
