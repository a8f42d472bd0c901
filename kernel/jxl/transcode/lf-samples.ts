/**
 * First pass over the coefficients: it collects LF samples, and counts the non-zero coefficients.
 *
 * LF samples are the JPEG's DC coefficients, with the same steps. RGB samples begin at black in
 * JPEG XL, but at the middle in JPEG. Therefore an offset of 128 is added (ISO/IEC 18181-1:2022,
 * L.3: only YCbCr has the offset).
 */
import { alloc } from '../../heap'
import { GROUP_BLOCKS } from '../vardct/sections'
import { CHANNELS, Channel, channel, isYcbcr, NONE } from './frame'

/** Size in bytes of a block's coefficients: 64 i16 in zigzag order. */
export const BLOCK_BYTES: usize = 128
/** An offset of 128, in units for DC coefficients with a step of 1. */
const MIDDLE: i32 = 1024

/** Non-zero counts by channel and zigzag index, each a 32-bit number. */
let nonZeros: usize = 0
/** i16 lanes that collect non-zero counts for a block row. */
let lanes: usize = 0
/** Largest AC coefficient magnitude. */
export let largest: i32 = 0

export function openLfSamples(): void {
  nonZeros = alloc(CHANNELS * 64 * 4)
  lanes = alloc(BLOCK_BYTES)
  largest = 0
}

/** Counts the blocks whose coefficient at a zigzag index is not 0. */
export function nonZerosAt(index: i32, k: i32): u32 {
  return load<u32>(nonZeros + <usize>((index * 64 + k) << 2))
}

/** Counts the picture's non-zero AC coefficients. */
export function allNonZeros(): u64 {
  let sum: u64 = 0
  for (let i = 0; i < CHANNELS; i++) for (let k = 1; k < 64; k++) sum += nonZerosAt(i, k)
  return sum
}

/**
 * Measures a band in all channels.
 * @param band band number
 * @returns `false` if an LF sample exceeds 16 bits
 */
export function measureBand(band: i32): bool {
  for (let i = 0; i < CHANNELS; i++) {
    const it = channel(i)
    if (it.component === NONE) continue
    const first = band * (GROUP_BLOCKS >> it.shiftY)
    const rows = min(GROUP_BLOCKS >> it.shiftY, it.storedHigh - first)
    const offset = isYcbcr ? 0 : MIDDLE / <i32>load<u16>(it.steps)
    for (let row = 0; row < rows; row++) {
      if (!measureRow(i, it, it.band + <usize>(row * it.storedWide) * BLOCK_BYTES, first + row, offset))
        return false
    }
  }
  return true
}

function measureRow(index: i32, it: Channel, from: usize, row: i32, offset: i32): bool {
  const samples = it.samples + <usize>(2 * row * it.wide)
  const end = from + <usize>it.storedWide * BLOCK_BYTES
  let to = samples
  for (let at = from; at < end; at += BLOCK_BYTES) {
    const sample = <i32>load<i16>(at) + offset
    if (sample > i16.MAX_VALUE) return false
    store<i16>(to, <i16>sample)
    to += 2
  }
  for (const stop = samples + <usize>(2 * it.wide); to < stop; to += 2) store<i16>(to, load<i16>(to - 2))
  countRow(from, end)
  const counts = nonZeros + <usize>(index << 8)
  for (let k: usize = 0; k < 64; k++) {
    const count = <u32>load<u16>(lanes + 2 * k)
    store<u32>(counts + 4 * k, load<u32>(counts + 4 * k) + count)
  }
  return true
}

/**
 * Counts the non-zero coefficients in a block row. A row has less than 2¹⁴ blocks, so that a 16-bit
 * lane is enough.
 */
function countRow(from: usize, end: usize): void {
  const zero = i16x8.splat(0)
  let a = zero
  let b = zero
  let c = zero
  let d = zero
  let e = zero
  let f = zero
  let g = zero
  let h = zero
  let most = i16x8.splat(0)
  // The DC coefficient does not count.
  const withoutDc = i16x8.replace_lane(i16x8.splat(-1), 0, 0)
  for (; from < end; from += BLOCK_BYTES) {
    const first = v128.and(v128.load(from), withoutDc)
    a = i16x8.sub(a, i16x8.ne(first, zero))
    most = i16x8.max_u(most, i16x8.abs(first))
    let lane = v128.load(from, 16)
    b = i16x8.sub(b, i16x8.ne(lane, zero))
    most = i16x8.max_u(most, i16x8.abs(lane))
    lane = v128.load(from, 32)
    c = i16x8.sub(c, i16x8.ne(lane, zero))
    most = i16x8.max_u(most, i16x8.abs(lane))
    lane = v128.load(from, 48)
    d = i16x8.sub(d, i16x8.ne(lane, zero))
    most = i16x8.max_u(most, i16x8.abs(lane))
    lane = v128.load(from, 64)
    e = i16x8.sub(e, i16x8.ne(lane, zero))
    most = i16x8.max_u(most, i16x8.abs(lane))
    lane = v128.load(from, 80)
    f = i16x8.sub(f, i16x8.ne(lane, zero))
    most = i16x8.max_u(most, i16x8.abs(lane))
    lane = v128.load(from, 96)
    g = i16x8.sub(g, i16x8.ne(lane, zero))
    most = i16x8.max_u(most, i16x8.abs(lane))
    lane = v128.load(from, 112)
    h = i16x8.sub(h, i16x8.ne(lane, zero))
    most = i16x8.max_u(most, i16x8.abs(lane))
  }
  v128.store(lanes, a)
  v128.store(lanes, b, 16)
  v128.store(lanes, c, 32)
  v128.store(lanes, d, 48)
  v128.store(lanes, e, 64)
  v128.store(lanes, f, 80)
  v128.store(lanes, g, 96)
  v128.store(lanes, h, 112)
  for (let i: usize = 0; i < 8; i++) {
    most = i16x8.max_u(most, i8x16.shuffle(most, most, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1))
  }
  largest = max(largest, <i32>i16x8.extract_lane_u(most, 0))
}

/** Repeats the last row of LF samples in channels that have further block rows. */
export function padLfSamples(): void {
  for (let i = 0; i < CHANNELS; i++) {
    const it = channel(i)
    if (it.component === NONE) continue
    const bytes = <usize>(2 * it.wide)
    for (let row = it.storedHigh; row < it.high; row++) {
      const to = it.samples + <usize>row * bytes
      memory.copy(to, to - bytes, bytes)
    }
  }
}
