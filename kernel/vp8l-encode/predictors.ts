/**
 * The 14 predictors (RFC 9649, 4.1) for four pixels at a time. The pixels that they predict from
 * must not have been replaced by residuals yet.
 */
import { average } from '../average'

export const PREDICTORS: u32 = 14
export const LEFT: u32 = 1
export const SELECT: u32 = 11
export const OPAQUE_BLACK: i32 = 0xff000000

function distances(a: v128, b: v128): v128 {
  const apart = i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b))
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(apart))
}

export function select(left: v128, top: v128, topLeft: v128): v128 {
  const takesLeft = i32x4.lt_s(distances(top, topLeft), distances(left, topLeft))
  return v128.bitselect(left, top, takesLeft)
}

export function gradient(left: v128, top: v128, topLeft: v128): v128 {
  const low = i16x8.sub(
    i16x8.add(i16x8.extend_low_i8x16_u(left), i16x8.extend_low_i8x16_u(top)),
    i16x8.extend_low_i8x16_u(topLeft),
  )
  const high = i16x8.sub(
    i16x8.add(i16x8.extend_high_i8x16_u(left), i16x8.extend_high_i8x16_u(top)),
    i16x8.extend_high_i8x16_u(topLeft),
  )
  return i8x16.narrow_i16x8_u(low, high)
}

/** Returns `a + (a - b) / 2` for 16-bit lanes. The division rounds towards zero. */
function away(a: v128, b: v128): v128 {
  const difference = i16x8.sub(a, b)
  const half = i16x8.shr_s(i16x8.add(difference, i16x8.shr_u(difference, 15)), 1)
  return i16x8.add(a, half)
}

export function halfGradient(left: v128, top: v128, topLeft: v128): v128 {
  const mean = average(left, top)
  return i8x16.narrow_i16x8_u(
    away(i16x8.extend_low_i8x16_u(mean), i16x8.extend_low_i8x16_u(topLeft)),
    away(i16x8.extend_high_i8x16_u(mean), i16x8.extend_high_i8x16_u(topLeft)),
  )
}

export function predict(mode: u32, left: v128, top: v128, topLeft: v128, topRight: v128): v128 {
  switch (mode) {
    case 0:
      return i32x4.splat(OPAQUE_BLACK)
    case 1:
      return left
    case 2:
      return top
    case 3:
      return topRight
    case 4:
      return topLeft
    case 5:
      return average(average(left, topRight), top)
    case 6:
      return average(left, topLeft)
    case 7:
      return average(left, top)
    case 8:
      return average(topLeft, top)
    case 9:
      return average(top, topRight)
    case 10:
      return average(average(left, topLeft), average(top, topRight))
    case 11:
      return select(left, top, topLeft)
    case 12:
      return gradient(left, top, topLeft)
    default:
      return halfGradient(left, top, topLeft)
  }
}
