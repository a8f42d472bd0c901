/**
 * The loop filters (RFC 6386, 15.2, 15.3) for 16 samples along an edge. A vector holds 16 samples
 * that lie parallel to the edge. `step` is the distance in bytes between two neighboring vectors.
 * `at` is the address of the first vector after the edge.
 */
import { EDGE, INTERIOR, VARIANCE } from './levels'

const SIGN: i8 = -128

/**
 * Amount by which the filter limit at macroblock edges exceeds the filter limit at edges inside a
 * macroblock (RFC 6386, 15.2).
 */
export const EDGE_BONUS = 4

function difference(a: v128, b: v128): v128 {
  return v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a))
}

function toSigned(samples: v128): v128 {
  return v128.xor(samples, i8x16.splat(SIGN))
}

/**
 * Returns 0 in each lane in which the step across the edge is at most `limit`, otherwise the
 * excess.
 */
function stepBeyond(p1: v128, p0: v128, q0: v128, q1: v128, limit: i32): v128 {
  const step = difference(p0, q0)
  const outer = i8x16.shr_u(difference(p1, q1), 1)
  return i8x16.sub_sat_u(i8x16.add_sat_u(i8x16.add_sat_u(step, step), outer), i8x16.splat(<i8>limit))
}

/**
 * Returns `outer` plus three times the step across the edge (`q0` - `p0`), for signed samples.
 * Results that exceed 8 bits are saturated.
 */
function steepen(outer: v128, p0: v128, q0: v128): v128 {
  const step = i8x16.sub_sat_s(q0, p0)
  return i8x16.add_sat_s(step, i8x16.add_sat_s(step, i8x16.add_sat_s(outer, step)))
}

function eighth(value: v128, rounding: i8): v128 {
  return i8x16.shr_s(i8x16.add_sat_s(value, i8x16.splat(rounding)), 3)
}

/**
 * Applies the simple loop filter to an edge.
 * @param limit maximum step across the edge at which samples are still filtered
 */
export function filterSimply(at: usize, step: usize, limit: i32): void {
  const p1 = v128.load(at - 2 * step)
  const p0 = v128.load(at - step)
  const q0 = v128.load(at)
  const q1 = v128.load(at + step)
  const within = i8x16.eq(stepBeyond(p1, p0, q0, q1, limit), i8x16.splat(0))
  const P0 = toSigned(p0)
  const Q0 = toSigned(q0)
  const change = v128.and(steepen(i8x16.sub_sat_s(toSigned(p1), toSigned(q1)), P0, Q0), within)
  v128.store(at - step, toSigned(i8x16.add_sat_s(P0, eighth(change, 3))))
  v128.store(at, toSigned(i8x16.sub_sat_s(Q0, eighth(change, 4))))
}

/**
 * Returns, for each lane, the largest difference between neighboring samples on one side of the
 * edge.
 */
function roughness(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.max_u(i8x16.max_u(difference(a, b), difference(b, c)), difference(c, d))
}

/**
 * Applies the normal loop filter to an edge.
 * @param limits address of the filter limits (see `limitsOf`)
 * @param inside `true` if the edge is inside a macroblock
 */
export function filterNormally(at: usize, step: usize, limits: usize, inside: bool): void {
  const limit = <i32>load<u8>(limits, EDGE) + (inside ? 0 : EDGE_BONUS)
  const interior = i8x16.splat(load<i8>(limits, INTERIOR))
  const variance = i8x16.splat(load<i8>(limits, VARIANCE))
  const above = at - 4 * step
  const p2 = v128.load(above + step)
  const p1 = v128.load(above + 2 * step)
  const p0 = v128.load(above + 3 * step)
  const q0 = v128.load(at)
  const q1 = v128.load(at + step)
  const q2 = v128.load(at + 2 * step)
  const rough = i8x16.max_u(
    roughness(v128.load(above), p2, p1, p0),
    roughness(q0, q1, q2, v128.load(at + 3 * step)),
  )
  const beyond = v128.or(stepBeyond(p1, p0, q0, q1, limit), i8x16.sub_sat_u(rough, interior))
  const within = i8x16.eq(beyond, i8x16.splat(0))
  if (!v128.any_true(within)) return
  const calm = i8x16.eq(
    i8x16.sub_sat_u(i8x16.max_u(difference(p1, p0), difference(q1, q0)), variance),
    i8x16.splat(0),
  )
  const P1 = toSigned(p1)
  const Q1 = toSigned(q1)
  let P0 = toSigned(p0)
  let Q0 = toSigned(q0)
  let outer = i8x16.sub_sat_s(P1, Q1)
  if (inside) outer = v128.andnot(outer, calm)
  const change = v128.and(steepen(outer, P0, Q0), within)
  const steep = inside ? change : v128.andnot(change, calm)
  const back = eighth(steep, 4)
  P0 = i8x16.add_sat_s(P0, eighth(steep, 3))
  Q0 = i8x16.sub_sat_s(Q0, back)
  if (inside) {
    v128.store(above + 3 * step, toSigned(P0))
    v128.store(at, toSigned(Q0))
    // `half` is `back` / 2, rounded up. `avgr_u` takes unsigned numbers, so both operands are
    // offset by 128.
    const half = v128.and(toSigned(i8x16.avgr_u(toSigned(back), i8x16.splat(SIGN))), calm)
    v128.store(above + 2 * step, toSigned(i8x16.add_sat_s(P1, half)))
    v128.store(at + step, toSigned(i8x16.sub_sat_s(Q1, half)))
    return
  }
  const slight = v128.and(change, calm)
  const low = i16x8.mul(i16x8.extend_low_i8x16_s(slight), i16x8.splat(9))
  const high = i16x8.mul(i16x8.extend_high_i8x16_s(slight), i16x8.splat(9))
  let lows = i16x8.add(low, i16x8.splat(63))
  let highs = i16x8.add(high, i16x8.splat(63))
  widen(above + step, toSigned(p2), at + 2 * step, toSigned(q2), levels(lows, highs))
  lows = i16x8.add(lows, low)
  highs = i16x8.add(highs, high)
  widen(above + 2 * step, P1, at + step, Q1, levels(lows, highs))
  lows = i16x8.add(lows, low)
  highs = i16x8.add(highs, high)
  widen(above + 3 * step, P0, at, Q0, levels(lows, highs))
}

/**
 * Returns 16 changes in levels.
 * @param lows changes for the lower eight samples, in 128ths of a level
 * @param highs changes for the upper eight samples
 */
function levels(lows: v128, highs: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.shr_s(lows, 7), i16x8.shr_s(highs, 7))
}

/**
 * Changes two sample vectors that lie at the same distance from the edge, one on each side. The
 * changes are added on one side and subtracted on the other.
 */
function widen(before: usize, p: v128, after: usize, q: v128, change: v128): void {
  v128.store(before, toSigned(i8x16.add_sat_s(p, change)))
  v128.store(after, toSigned(i8x16.sub_sat_s(q, change)))
}
