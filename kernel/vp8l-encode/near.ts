/**
 * Near-lossless picture changes for the predictor transform, after libwebp's `NearLossless` in
 * predictor_enc.c. Residuals become multiples of a step, so that few different ones remain. Only
 * pixels in a busy neighborhood change, and alpha never does.
 */
import { alloc } from '../heap'
import { greens } from './green'
import { bottomOf, height, pixels, tileBits, topOf, width } from './picture'
import { predictPixel } from './predict'

/** Maximum difference from a neighbor up to which a pixel stays as it is. */
const SMOOTH: i32 = 2

/** Address of the original pixels in the row above. */
let above: usize = 0
/**
 * Address of the maximum difference between each pixel in a row and its four neighbors, in bytes.
 */
let differences: usize = 0

export function nearOpen(): void {
  above = alloc(<usize>width * 4)
  differences = alloc(width)
}

/**
 * Changes the pixels in a tile row in place, so that most residuals are multiples of a step. The
 * rows above must have been changed before, and the rows below must be original. The first and last
 * rows and columns stay exact.
 * @param modes predictor modes for the tiles in this tile row
 * @param strength maximum step as a power of two. No channel changes by more than half the step
 * @param isGreen `true` if green was subtracted from red and blue
 */
export function nearTiles(tileRow: u32, modes: usize, strength: u32, isGreen: bool): void {
  const columns = width
  const bits = tileBits
  const stride = <usize>columns * 4
  const bottom = bottomOf(tileRow)
  for (let y = topOf(tileRow); y < bottom; y++) {
    const row = pixels + <usize>y * stride
    const isInner = y > 0 && y + 1 < height && columns > 2
    if (isInner) measureRow(row, columns, isGreen)
    memory.copy(above, row, stride)
    if (!isInner) continue
    for (let x: u32 = 1; x + 1 < columns; x++) {
      const mode = (load<u32>(modes + <usize>(x >> bits) * 4) >> 8) & 15
      const step = stepFor(load<u8>(differences + <usize>x), strength)
      nearPixel(row + <usize>x * 4, stride, mode, step, isGreen)
    }
  }
}

/** Returns the step for a pixel by its difference from its neighbors; 0 if the pixel stays. */
function stepFor(difference: i32, strength: u32): i32 {
  return difference > SMOOTH ? 1 << min<i32>(strength, 31 - clz<i32>(difference - 1)) : 0
}

function nearPixel(at: usize, stride: usize, mode: u32, step: i32, isGreen: bool): void {
  const pixel = load<u32>(at)
  if (pixel >> 24 === 0) store<u32>(at, predictPixel(at, stride, mode) & 0xffffff)
  else if (step > 0) store<u32>(at, rounded(pixel, predictPixel(at, stride, mode), step, isGreen))
}

/** Returns a pixel whose red, green and blue differ from the prediction by multiples of a step. */
function rounded(pixel: u32, predicted: u32, step: i32, isGreen: bool): u32 {
  const before = (pixel >> 8) & 255
  const green = near(before, (predicted >> 8) & 255, step)
  // Red and blue are rounded as viewers see them. Otherwise, the change in green (RFC 9649, 4.3)
  // would add to the changes in red and blue.
  const was: u32 = isGreen ? before : 0
  const is: u32 = isGreen ? green : 0
  const red = near(((pixel >> 16) + was) & 255, ((predicted >> 16) + is) & 255, step) - is
  const blue = near((pixel + was) & 255, (predicted + is) & 255, step) - is
  return (pixel & 0xff000000) | ((red & 255) << 16) | (green << 8) | (blue & 255)
}

/**
 * Returns the number from 0 to 255 that is nearest to a value and differs from the prediction by a
 * multiple of a step. If that number is out of range, half a step less is taken. Ties are resolved
 * towards the prediction.
 */
function near(value: i32, predicted: i32, step: i32): u32 {
  const difference = value - predicted
  const lower = difference & -step
  const half = step >> 1
  const over = difference - lower
  const isUpper = over > half || (over === half && difference < 0)
  const result = predicted + lower + (isUpper ? step : 0)
  return <u32>result > 255 ? predicted + lower + half : result
}

/** Returns four pixels as viewers see them. */
function shown(four: v128, isGreen: bool): v128 {
  return isGreen ? i8x16.add(four, greens(four)) : four
}

function apart(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b))
}

/**
 * Returns the maximum difference, in any channel, between four pixels and the pixels to the left,
 * to the right, above and below. It is in each pixel's lowest byte.
 */
function maxDifference(four: v128, left: v128, right: v128, top: v128, below: v128): v128 {
  let most = i8x16.max_u(apart(four, left), apart(four, right))
  most = i8x16.max_u(most, i8x16.max_u(apart(four, top), apart(four, below)))
  most = i8x16.max_u(most, i32x4.shr_u(most, 16))
  return i8x16.max_u(most, i32x4.shr_u(most, 8))
}

/** Measures the original pixels in a row that is neither the first nor the last. */
function measureRow(row: usize, columns: u32, isGreen: bool): void {
  const stride = <usize>columns * 4
  let x: u32 = 1
  for (; x + 4 < columns; x += 4) {
    const at = row + <usize>x * 4
    const most = maxDifference(
      shown(v128.load(at), isGreen),
      shown(v128.load(at - 4), isGreen),
      shown(v128.load(at + 4), isGreen),
      shown(v128.load(above + <usize>x * 4), isGreen),
      shown(v128.load(at + stride), isGreen),
    )
    const four = i8x16.swizzle(most, i8x16(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1))
    store<u32>(differences + <usize>x, i32x4.extract_lane(four, 0))
  }
  for (; x + 1 < columns; x++) {
    const at = row + <usize>x * 4
    const most = maxDifference(
      shown(i32x4.splat(load<u32>(at)), isGreen),
      shown(i32x4.splat(load<u32>(at - 4)), isGreen),
      shown(i32x4.splat(load<u32>(at + 4)), isGreen),
      shown(i32x4.splat(load<u32>(above + <usize>x * 4)), isGreen),
      shown(i32x4.splat(load<u32>(at + stride)), isGreen),
    )
    store<u8>(differences + <usize>x, <u8>i32x4.extract_lane(most, 0))
  }
}
