/** Records for a frame's macroblocks: segment, modes, and a flag for levels. */
import { alloc } from '../heap'

/** Mark for a macroblock without levels. */
const SKIPPED: i32 = 4
/** Mark for a macroblock that is predicted by subblocks. */
const BY_SUBBLOCKS: i32 = 8
const LUMA_SHIFT: i32 = 4
const CHROMA_SHIFT: i32 = 6
const SEGMENT: i32 = 3

/** A byte for each macroblock, and 16 subblock modes in eight bytes. */
let records: usize = 0
let subblocks: usize = 0

export function openMacroblocks(count: usize): void {
  records = alloc(count)
  subblocks = alloc(8 * count)
}

/** Keeps a macroblock's byte, before its segment is known. */
export function keepByte(index: usize, byte: i32): void {
  store<u8>(records + index, <u8>byte)
}

/** Replaces each macroblock's kept byte by the segment that a 256-byte table has for it. */
export function assignSegments(count: usize, table: usize): void {
  for (const end = records + count; count > 0; count--)
    store<u8>(end - count, load<u8>(table + load<u8>(end - count)))
}

export function segmentOf(index: usize): i32 {
  return load<u8>(records + index) & SEGMENT
}

export function isSkipped(index: usize): bool {
  return (load<u8>(records + index) & SKIPPED) !== 0
}

export function isBySubblocks(index: usize): bool {
  return (load<u8>(records + index) & BY_SUBBLOCKS) !== 0
}

export function lumaModeOf(index: usize): i32 {
  return (load<u8>(records + index) >> LUMA_SHIFT) & 3
}

export function chromaModeOf(index: usize): i32 {
  return load<u8>(records + index) >> CHROMA_SHIFT
}

/** Returns a subblock's mode. */
export function subblockModeOf(index: usize, subblock: usize): i32 {
  return (load<u8>(subblocks + 8 * index + (subblock >> 1)) >> ((<u8>subblock & 1) << 2)) & 15
}

/**
 * Records a macroblock's modes.
 * @param lumaMode mode for the whole luma; negative if luma is predicted by subblocks
 * @param subblockModes address of the modes for 16 subblocks
 */
export function recordModes(
  index: usize,
  skipped: bool,
  lumaMode: i32,
  chromaMode: i32,
  subblockModes: usize,
): void {
  let record = segmentOf(index) | (chromaMode << CHROMA_SHIFT)
  if (skipped) record |= SKIPPED
  if (lumaMode >= 0) {
    record |= lumaMode << LUMA_SHIFT
  } else {
    record |= BY_SUBBLOCKS
    const modes = v128.load(subblockModes)
    const pairs = v128.or(modes, i16x8.shr_u(modes, 4))
    store<u64>(
      subblocks + 8 * index,
      i64x2.extract_lane(i8x16.shuffle(pairs, pairs, 0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0), 0),
    )
  }
  store<u8>(records + index, <u8>record)
}
