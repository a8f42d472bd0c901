import { WEIGHT_BITS } from './axis'
import { FRACTION_BITS } from './horizontal'

/**
 * Samples that the vertical pass computes at a time. Quads are padded so that their length is
 * divisible by it.
 */
export const BLOCK = 16

/** Length in bytes of a quad's column: one i16 for each of its four rows. */
export const QUAD_SAMPLE = 8

const SHIFT = WEIGHT_BITS + FRACTION_BITS

/**
 * Runs the vertical pass: computes one output row from the quads in the ring buffer. A quad is the
 * horizontal pass's result for four rows.
 * @param ring ring buffer address
 * @param ringBytes ring buffer length in bytes
 * @param quadBytes quad length in bytes
 * @param first address of the first quad that the row needs
 * @param weights four i16 for each quad that the row needs
 * @param quads number of quads that the row needs
 * @param target receives `samples` bytes; up to BLOCK − 1 bytes after them are overwritten, too
 * @param samples number of samples in the output row
 */
export function reduceColumns(
  ring: usize,
  ringBytes: usize,
  quadBytes: usize,
  first: usize,
  weights: usize,
  quads: i32,
  target: usize,
  samples: i32,
): void {
  const ringEnd = ring + ringBytes
  const end = weights + <usize>quads * 8
  for (let at: usize = 0; at < <usize>samples; at += BLOCK) {
    const block = at * QUAD_SAMPLE
    let quad = first
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
