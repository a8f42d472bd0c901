/**
 * If a picture becomes much smaller, it is first reduced to the means of pixel squares, because
 * this is faster than the filter. The filter then reduces the means to a half or less, so that the
 * result is almost the same as without the first reduction. If a square extends beyond the
 * picture's edge, the last pixels are repeated.
 */
import { alloc } from '../heap'

/**
 * Maximum side of a square in pixels. The sum of its 64 samples is at most 16,320, which fits in an
 * i16.
 */
const MAX_FACTOR: i32 = 8
const OPAQUE: u32 = 0xff000000
/** 16-bit sums in a vector. */
const LANES: usize = 8
/** Bytes that a vector load for four RGB pixels (12 bytes) reads beyond these pixels. */
const BEYOND: usize = 4

@unmanaged
export class Shrink {
  /** Square side in pixels: 2, 4 or 8. With 1, the picture is not reduced to means. */
  factor: i32
  /** Input pixel length in bytes: 1, 3 or 4. */
  size: usize
  /** Input bytes in a row that are added to one sum vector. */
  step: usize
  /** Number of squares whose sums one vector holds. */
  squares: usize
  /** Number of vectors that hold one square row's sums. */
  groups: usize
  /** Bytes in an input row, from the first needed square to the row's end. */
  bytes: usize
  /** Address of the current square row's sums, 16 bits each. */
  sums: usize
  /** Input rows that have been added to the sums. */
  rows: i32
  /**
   * Address of a buffer for an input row's end. The row's last pixel is repeated in it to complete
   * a vector.
   */
  tail: usize
  /** Address of a square row's means: single bytes, or RGBA. */
  means: usize
}

/**
 * Returns the square side in pixels. It is the largest side with which the filter still has at
 * least two means for each output sample.
 * @param across input samples for each output sample, horizontally
 * @param down input samples for each output sample, vertically
 */
export function shrinkFactor(across: f64, down: f64): i32 {
  let factor = MAX_FACTOR
  while (factor > 1 && min(across, down) < <f64>(2 * factor)) factor >>= 1
  return factor
}

/**
 * Opens a picture's reduction to square means. The factor must have been set.
 * @param size input pixel length in bytes: 1, 3 or 4
 * @param width pixels in an input row
 * @param first index of each row's first square that the filter needs
 * @param count number of squares in each row that the filter needs
 */
export function openShrink(s: Shrink, size: i32, width: i32, first: i32, count: i32): void {
  const factor = s.factor
  s.size = size
  s.squares = squaresOf(size)
  s.step = s.squares * factor * size
  s.groups = (<usize>count + s.squares - 1) / s.squares
  s.bytes = <usize>(width - first * factor) * size
  s.rows = 0
  allocShrink(factor, size, count)
  s.sums = sums
  s.tail = tail
  s.means = means
}

let sums: usize = 0
let tail: usize = 0
let means: usize = 0

function squaresOf(size: i32): usize {
  return size === 1 ? LANES : LANES / 4
}

/** Allocates the buffers for `openShrink`. */
export function allocShrink(factor: i32, size: i32, count: i32): void {
  const squares = squaresOf(size)
  // Two sum vectors become one mean vector.
  const vectors = ((<usize>count + squares - 1) / squares + 1) & ~1
  sums = alloc(vectors * 16)
  tail = alloc(2 * squares * factor * size + BEYOND)
  means = alloc(vectors * LANES)
}

/**
 * Adds an input row to the current square row's sums. If the picture's last row leaves squares
 * incomplete, it is added again until they are complete.
 * @param row address of the row's first pixel that the filter needs
 * @param isLast `true` for the picture's last row
 * @returns `true` if the squares are complete and their means are ready
 */
export function shrinkRow(s: Shrink, row: usize, isLast: bool): bool {
  do {
    addRow(s, row)
    s.rows++
  } while (isLast && s.rows < s.factor)
  if (s.rows < s.factor) return false
  s.rows = 0
  finish(s)
  return true
}

function addRow(s: Shrink, row: usize): void {
  const beyond: usize = s.size === 3 ? BEYOND : 0
  const readable: usize = s.bytes < beyond ? 0 : (s.bytes - beyond) / s.step
  const groups = min(s.groups, readable)
  add(s, row, s.sums, groups)
  if (groups === s.groups) return
  const done = groups * s.step
  const needed = (s.groups - groups) * s.step
  const given = min(s.bytes - done, needed)
  memory.copy(s.tail, row + done, given)
  for (let at = given; at < needed; at++) store<u8>(s.tail + at, load<u8>(s.tail + at - s.size))
  add(s, s.tail, s.sums + groups * 16, s.groups - groups)
}

function add(s: Shrink, from: usize, sums: usize, groups: usize): void {
  const end = sums + groups * 16
  const next: usize = 4 * s.size
  if (s.size === 1) {
    if (s.factor === 2) {
      for (; sums < end; sums += 16, from += 16) addTo(sums, pairs(from))
    } else if (s.factor === 4) {
      for (; sums < end; sums += 16, from += 32) addTo(sums, joined(pairs(from), pairs(from + 16)))
    } else {
      for (; sums < end; sums += 16, from += 64) {
        const low = joined(pairs(from), pairs(from + 16))
        addTo(sums, joined(low, joined(pairs(from + 32), pairs(from + 48))))
      }
    }
  } else if (s.factor === 2) {
    const order =
      s.size === 3
        ? i8x16(0, 3, 1, 4, 2, 5, -1, -1, 6, 9, 7, 10, 8, 11, -1, -1)
        : i8x16(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15)
    for (; sums < end; sums += 16, from += next) addTo(sums, quads(from, order))
  } else {
    const order =
      s.size === 3
        ? i8x16(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, -1, -1, -1, -1)
        : i8x16(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)
    if (s.factor === 4) {
      for (; sums < end; sums += 16, from += 2 * next)
        addTo(sums, joined(quads(from, order), quads(from + next, order)))
    } else {
      for (; sums < end; sums += 16, from += 4 * next) {
        const left = i16x8.add(quads(from, order), quads(from + next, order))
        const right = i16x8.add(quads(from + 2 * next, order), quads(from + 3 * next, order))
        addTo(sums, joined(left, right))
      }
    }
  }
}

function addTo(sums: usize, more: v128): void {
  v128.store(sums, i16x8.add(v128.load(sums), more))
}

/** Returns the sums of neighboring byte pairs at an address, in 16-bit lanes. */
function pairs(from: usize): v128 {
  return i16x8.extadd_pairwise_i8x16_u(v128.load(from))
}

/**
 * Puts four pixels' bytes into the given order, and returns the sums of neighboring byte pairs in
 * 16-bit lanes.
 */
function quads(from: usize, order: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(v128.swizzle(v128.load(from), order))
}

/** Returns the sums of neighboring 16-bit lane pairs, first in `a`, then in `b`. */
function joined(a: v128, b: v128): v128 {
  const ones = i16x8.splat(1)
  return i16x8.narrow_i32x4_u(i32x4.dot_i16x8_s(a, ones), i32x4.dot_i16x8_s(b, ones))
}

/** Computes the current square row's means from the sums, then clears the sums. */
function finish(s: Shrink): void {
  const area = s.factor * s.factor
  const round = i16x8.splat(<i16>(area >> 1))
  const shift = ctz(area)
  const alpha = i32x4.splat(s.size === 3 ? OPAQUE : 0)
  let to = s.means
  for (let at = s.sums, end = at + s.groups * 16; at < end; at += 32) {
    const low = i16x8.shr_u(i16x8.add(v128.load(at), round), shift)
    const high = i16x8.shr_u(i16x8.add(v128.load(at, 16), round), shift)
    v128.store(to, v128.or(i8x16.narrow_i16x8_u(low, high), alpha))
    to += 16
  }
  memory.fill(s.sums, 0, s.groups * 16)
}
