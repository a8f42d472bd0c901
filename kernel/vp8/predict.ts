/**
 * Predicts macroblocks as a whole: 16 × 16 luma samples, 8 × 8 samples in each chroma plane (RFC
 * 6386, 12.2, 12.3).
 */
import { DC, HE, TM } from './modes'

/** Sample value for the prediction mode DC in a macroblock without neighbors (RFC 6386, 12.2). */
const MIDDLE = 128

function sumOf(samples: v128): i32 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(samples))
  const halves = i32x4.add(sums, i32x4.shuffle(sums, sums, 2, 3, 0, 1))
  return i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1)
}

function sumOfColumn(at: usize, stride: usize, count: usize): i32 {
  let sum: i32 = 0
  for (const end = at + count * stride; at !== end; at += stride) sum += load<u8>(at)
  return sum
}

/** `true` if the macroblock has a neighbor above, and to the left. */
let hasAbove = false
let hasLeft = false

/** Sets which neighbors the macroblock has that is predicted next. */
export function setNeighbors(above: bool, left: bool): void {
  hasAbove = above
  hasLeft = left
}

/** Returns the neighbors' rounded mean, above and to the left, as far as they exist. */
function mean(above: i32, left: i32, bits: i32): i32 {
  if (hasAbove && hasLeft) return (above + left + (1 << bits)) >> (bits + 1)
  if (hasAbove || hasLeft) return ((hasAbove ? above : left) + (1 << (bits - 1))) >> bits
  return MIDDLE
}

/**
 * Predicts a macroblock's luma.
 * @param above address of the 16 samples above; the sample above and to the left precedes them
 * @param left address of the 16 left neighbors, `stride` bytes apart
 * @param out address of the samples to write, whose rows are `stride` bytes apart
 */
export function predictLuma(mode: i32, above: usize, left: usize, out: usize, stride: usize): void {
  const end = out + 16 * stride
  const samples = v128.load(above)
  if (mode === TM) {
    const corner = i16x8.splat(load<u8>(above - 1))
    const low = i16x8.sub(i16x8.extend_low_i8x16_u(samples), corner)
    const high = i16x8.sub(i16x8.extend_high_i8x16_u(samples), corner)
    for (; out !== end; out += stride) {
      const beside = i16x8.splat(load<u8>(left))
      v128.store(out, i8x16.narrow_i16x8_u(i16x8.add(low, beside), i16x8.add(high, beside)))
      left += stride
    }
  } else if (mode === HE) {
    for (; out !== end; out += stride) {
      v128.store(out, i8x16.splat(load<u8>(left)))
      left += stride
    }
  } else {
    let row = samples
    if (mode === DC) {
      const column = hasLeft ? sumOfColumn(left, stride, 16) : 0
      row = i8x16.splat(<u8>mean(sumOf(samples), column, 4))
    }
    for (; out !== end; out += stride) v128.store(out, row)
  }
}

/**
 * Predicts one chroma plane in a macroblock.
 * @param above address of the 8 samples above; the sample above and to the left precedes them
 * @param out address of the samples to write; the left neighbor precedes each row
 */
export function predictChroma(mode: i32, above: usize, out: usize, stride: usize): void {
  const end = out + 8 * stride
  const eight = load<i64>(above)
  if (mode === TM) {
    const samples = i16x8.extend_low_i8x16_u(i64x2.splat(eight))
    const base = i16x8.sub(samples, i16x8.splat(load<u8>(above - 1)))
    for (; out !== end; out += stride) {
      const row = i16x8.add(base, i16x8.splat(load<u8>(out - 1)))
      store<i64>(out, i64x2.extract_lane(i8x16.narrow_i16x8_u(row, row), 0))
    }
  } else if (mode === HE) {
    for (; out !== end; out += stride) store<i64>(out, spread(load<u8>(out - 1)))
  } else {
    let row = eight
    if (mode === DC) {
      const left = hasLeft ? sumOfColumn(out - 1, stride, 8) : 0
      row = spread(mean(sumOf(i64x2.replace_lane(i64x2.splat(0), 0, eight)), left, 3))
    }
    for (; out !== end; out += stride) store<i64>(out, row)
  }
}

function spread(sample: i32): i64 {
  return i64x2.extract_lane(i8x16.splat(<i8>sample), 0)
}
