/**
 * Unpacks samples with up to 8 bits, which PNG packs into bytes (PNG 7.2), to one byte per sample.
 *
 * Gray levels with less than 8 bits are scaled exactly to the range 0 to 255, because each depth's
 * maximum level divides 255 (PNG 13.12).
 */
import { alloc } from '../heap'

/** Bytes after a row that vector loads may read and that unpacking may overwrite. */
export const MARGIN: usize = 16

let depth: i32 = 0
let samples: usize = 0
let table: usize = 0

/**
 * Prepares to unpack an image's rows.
 * @param bits bits per sample
 * @param scale factor by which samples with less than 8 bits are multiplied
 * @param count maximum number of samples in a row
 */
export function samplesOpen(bits: i32, scale: i32, count: usize): void {
  depth = bits
  if (bits >= 8) return
  samples = alloc(count + MARGIN)
  const perByte: i32 = 8 / bits
  table = alloc(256 * <usize>perByte)
  if (isDefined(COUNTING)) return
  for (let value: i32 = 0; value < 256; value++) {
    for (let place: i32 = 0; place < perByte; place++) {
      const level = (value >> (8 - bits - place * bits)) & ((1 << bits) - 1)
      store<u8>(table + value * perByte + place, level * scale)
    }
  }
}

/**
 * Unpacks a row's samples.
 * @returns address of `count` samples, valid until the next call; the row itself if samples have 8
 *   bits
 */
export function samplesOf(row: usize, count: usize): usize {
  if (depth === 8) return row
  if (depth === 1) unpack<u64>(row, count)
  else if (depth === 2) unpack<u32>(row, count)
  else unpack<u16>(row, count)
  return samples
}

/**
 * Unpacks samples byte by byte. `Group` is an integer type with one byte for each sample in a
 * packed byte.
 */
function unpack<Group>(row: usize, count: usize): void {
  for (let at: usize = 0; at < count; at += sizeof<Group>()) {
    store<Group>(samples + at, load<Group>(table + <usize>load<u8>(row) * sizeof<Group>()))
    row++
  }
}
