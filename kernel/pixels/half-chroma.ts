/**
 * Halves chroma's width and height with the taps −1, 9, 9 and −1 (sixteenths) in both directions:
 * cubic interpolation between the two middle samples. Decoders enlarge chroma with triangles, which
 * blur it. The negative taps balance this. Compared with 2 × 2 means, photographs' JPEGs at the
 * same SSIMULACRA2 are 1.2 % smaller at score 82, and 3 % at 88.
 */

import { CB_GA, CB_RB, CR_GA, CR_RB, plane } from './ycc'

/** Number of halved rows that are kept, as many as a result row needs. */
const ROWS: usize = 4
/** Byte offset of a row's samples in its work area. The sample before the row is repeated. */
const FIRST: usize = 16

/** Halved samples in whole vectors. */
function evenHalf(width: usize): usize {
  return (((width + 1) >> 1) + 7) & ~7
}

/**
 * Length in bytes of the work area: a sample row, which also receives the result, then `ROWS`
 * halved Cb rows (i16), and as many Cr rows.
 */
export function halfChromaBytes(width: usize): usize {
  return workRow(width) + 2 * ROWS * 2 * evenHalf(width)
}

function workRow(width: usize): usize {
  return FIRST + 2 * evenHalf(width) + 16
}

function halvedRow(work: usize, width: usize, component: usize, row: usize): usize {
  return work + workRow(width) + (component * ROWS + (row & (ROWS - 1))) * 2 * evenHalf(width)
}

/**
 * Halves one pixel row's chroma. Rows are halved from top to bottom.
 * @param rgba row address
 * @param work area with `halfChromaBytes` bytes
 */
export function halveRow(rgba: usize, width: usize, row: usize, work: usize): void {
  const samples = work + FIRST
  plane(rgba, width, CB_RB, CB_GA, 128, samples)
  halveSamples(samples, width, halvedRow(work, width, 0, row))
  plane(rgba, width, CR_RB, CR_GA, 128, samples)
  halveSamples(samples, width, halvedRow(work, width, 1, row))
}

/** Writes halved samples (i16) in units of 1/8, without the level 128. */
function halveSamples(samples: usize, width: usize, out: usize): void {
  const count = evenHalf(width)
  store<u8>(samples - 1, load<u8>(samples))
  memory.fill(samples + width, load<u8>(samples + width - 1), 2 * count + 1 - width)
  const even = i16x8.splat(0xff)
  const nine = i16x8.splat(9)
  const level = i16x8.splat(16 * 128 - 1)
  for (let at: usize = 0; at < count; at += 8) {
    // `before` has the sample before each pair at even byte indices, and the pair's first sample at
    // odd byte indices.
    const before = v128.load(samples + 2 * at - 1)
    const after = v128.load(samples + 2 * at + 1)
    const inner = i16x8.add(i16x8.shr_u(before, 8), v128.and(after, even))
    const outer = i16x8.add(v128.and(before, even), i16x8.shr_u(after, 8))
    const sum = i16x8.sub(i16x8.mul(inner, nine), outer)
    v128.store(out + 2 * at, i16x8.shr_s(i16x8.sub(sum, level), 1))
  }
}

/**
 * Writes a halved chroma row. All rows from 2 · `row` − 1 to 2 · `row` + 2 that exist must be
 * halved.
 * @param row index of the result row
 * @param height pixel rows
 * @param component 0: Cb, 1: Cr
 * @param out receives half the width, rounded up
 */
export function writeHalfRow(
  row: usize,
  width: usize,
  height: usize,
  component: usize,
  work: usize,
  out: usize,
): void {
  const last = height - 1
  const upper = row << 1
  const lower = min(upper + 1, last)
  const above = halvedRow(work, width, component, upper === 0 ? 0 : upper - 1)
  const first = halvedRow(work, width, component, upper)
  const second = halvedRow(work, width, component, lower)
  const below = halvedRow(work, width, component, min(upper + 2, last))
  const samples = work + FIRST
  const nine = i16x8.splat(9)
  const half = i16x8.splat(64)
  const level = i16x8.splat(128)
  for (let at: usize = 0; at < evenHalf(width); at += 8) {
    const inner = i16x8.add(v128.load(first + 2 * at), v128.load(second + 2 * at))
    const outer = i16x8.add(v128.load(above + 2 * at), v128.load(below + 2 * at))
    const sum = i16x8.add(i16x8.sub(i16x8.mul(inner, nine), outer), half)
    const values = i16x8.add(i16x8.shr_s(sum, 7), level)
    store<i64>(samples + at, i64x2.extract_lane(i8x16.narrow_i16x8_u(values, values), 0))
  }
  memory.copy(out, samples, (width + 1) >> 1)
}
