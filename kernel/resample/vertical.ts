import { WEIGHT_BITS } from './axis'
import { BLOCK, Buffers, QUAD_SAMPLE } from './buffers'
import { FRACTION_BITS } from './horizontal'

const SHIFT = WEIGHT_BITS + FRACTION_BITS

/**
 * Runs the vertical pass: computes one output row from the quads in the ring buffer. A quad is the
 * horizontal pass's result for four rows.
 * @param first index of the first quad that the row needs, counted from the picture's top
 * @param quads number of quads that the row needs; `rowWeights` holds their weights
 * @param target receives `samples` bytes; up to BLOCK − 1 bytes after them are overwritten, too
 * @param samples number of samples in the output row
 */
export function reduceColumns(buffers: Buffers, first: usize, quads: i32, target: usize, samples: i32): void {
  const ring = buffers.ring
  const quadBytes = buffers.quadBytes
  const ringEnd = ring + buffers.quads * quadBytes
  const start = ring + (first % buffers.quads) * quadBytes
  const weights = buffers.rowWeights
  const end = weights + <usize>quads * 8
  for (let at: usize = 0; at < <usize>samples; at += BLOCK) {
    const block = at * QUAD_SAMPLE
    let quad = start
    let a = i32x4.splat(0)
    let b = i32x4.splat(0)
    let c = i32x4.splat(0)
    let d = i32x4.splat(0)
    let e = i32x4.splat(0)
    let f = i32x4.splat(0)
    let g = i32x4.splat(0)
    let h = i32x4.splat(0)
    for (let w = weights; w < end; w += 8) {
      const weight = i64x2.splat(load<i64>(w))
      const from = quad + block
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(from), weight))
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(from, 16), weight))
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load(from, 32), weight))
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load(from, 48), weight))
      e = i32x4.add(e, i32x4.dot_i16x8_s(v128.load(from, 64), weight))
      f = i32x4.add(f, i32x4.dot_i16x8_s(v128.load(from, 80), weight))
      g = i32x4.add(g, i32x4.dot_i16x8_s(v128.load(from, 96), weight))
      h = i32x4.add(h, i32x4.dot_i16x8_s(v128.load(from, 112), weight))
      quad += quadBytes
      if (quad === ringEnd) quad = ring
    }
    const low = i16x8.narrow_i32x4_s(addPairs(a, b), addPairs(c, d))
    const high = i16x8.narrow_i32x4_s(addPairs(e, f), addPairs(g, h))
    v128.store(target + at, i8x16.narrow_i16x8_u(low, high))
  }
}

function addPairs(a: v128, b: v128): v128 {
  const sums = i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7))
  return i32x4.shr_s(i32x4.add(sums, i32x4.splat(1 << (SHIFT - 1))), SHIFT)
}
