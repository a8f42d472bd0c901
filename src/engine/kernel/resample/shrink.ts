/**
 * The mean of squares of samples, before the filter of a picture that becomes much smaller: where the filter still halves
 * it at least, the result is nearly that of the filter alone. Of a square that goes beyond the edge the last samples repeat.
 */
import { alloc } from '../heap'

/** Sums of 64 samples fit 15 bits. */
const MAX_FACTOR: i32 = 8
const OPAQUE: u32 = 0xff000000
/** Sums in a vector. */
const LANES: usize = 8
/** Bytes that vectors of pixels of three bytes read beyond them. */
const BEYOND: usize = 4

@unmanaged
export class Shrink {
  /** Side of a square: 1 (none), 2, 4 or 8. */
  factor: i32
  /** Bytes of an input pixel: 1, 3 or 4. */
  size: usize
  /** Input bytes, and squares, of a vector of sums. */
  step: usize
  squares: usize
  /** Vectors of a row. */
  groups: usize
  /** Input bytes from the first square to the end of a row. */
  bytes: usize
  /** Sums, 16 bits each. */
  sums: usize
  /** Rows that are summed up. */
  rows: i32
  /** The end of a row, repeated up to whole vectors. */
  tail: usize
  /** The means: one byte each, or RGBA. */
  means: usize
}

/** Side of the squares where samples of the input become one of the output; at least 2 of their means are left to it. */
export function shrinkFactor(across: f64, down: f64): i32 {
  let factor = MAX_FACTOR
  while (factor > 1 && min(across, down) < <f64>(2 * factor)) factor >>= 1
  return factor
}

/**
 * @param width pixels of an input row
 * @param first first square that is needed @param count how many are
 */
export function openShrink(s: Shrink, factor: i32, size: i32, width: i32, first: i32, count: i32): void {
  s.factor = factor
  s.size = size
  s.squares = size === 1 ? LANES : LANES / 4
  s.step = s.squares * factor * size
  s.groups = (<usize>count + s.squares - 1) / s.squares
  s.bytes = <usize>(width - first * factor) * size
  s.rows = 0
  // Two vectors of sums become one of means.
  const vectors = (s.groups + 1) & ~1
  s.sums = alloc(vectors * 16)
  s.tail = alloc(2 * s.step + BEYOND)
  s.means = alloc(vectors * LANES)
}

/** Adds a row, from its first square on. @returns whether the squares are complete */
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

/** Sums of neighbours. */
function pairs(from: usize): v128 {
  return i16x8.extadd_pairwise_i8x16_u(v128.load(from))
}

/** Sums of neighbours among four pixels in another order. */
function quads(from: usize, order: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(v128.swizzle(v128.load(from), order))
}

/** Sums of neighbours in both. */
function joined(a: v128, b: v128): v128 {
  const ones = i16x8.splat(1)
  return i16x8.narrow_i32x4_u(i32x4.dot_i16x8_s(a, ones), i32x4.dot_i16x8_s(b, ones))
}

/** Makes means of the sums, and clears these. */
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
