/** Sharpening of lightness, as libvips's `sharpen` does it, row by row where the picture stands. */

import { alloc } from '../heap'
import { copy } from '../pixels/copy'
import { lightnessOfFour, toLab, toLight } from '../pixels/lab'
import { encode, prepareEncode } from '../pixels/transfer'
import { convolveWords, padded } from './convolve'
import { keep, pictureRow, repeat, repeats, ringBytes, slot, window } from './ring'

/** Units of L*, whose 100 are 16383. */
const UNITS: f32 = 163.83

/** Differences of L* count once up to here and twice beyond: flat areas and jagged ones, `x1`, `m1` and `m2`. */
const FLAT: f32 = 2
/** What they add and take away at most: `y2` and `y3`. */
const MOST_LIGHT: f32 = 10
const MOST_DARK: f32 = 20

/** Pixels that are too few for a vector. */
const PIXELS: usize = memory.data(16, 16)

/** L* in units, of which two must fit a word of 16 bits: white's may come out a trifle above 100. */
function units(lightness: v128): v128 {
  const limited = f32x4.pmin(f32x4.splat(100), lightness)
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(limited, f32x4.splat(UNITS))))
}

/** L* of a row of pixels, with that of its first and its last one repeated `radius` times. */
function lightnessRow(row: usize, width: usize, curve: usize, radius: usize, line: usize): void {
  const start = line + 2 * radius
  const end = start + 2 * width
  for (let x: usize = 0; x < width; x += 4) {
    const left = width - x
    if (left < 4) copy(row + 4 * x, PIXELS, 4 * left)
    const four = units(lightnessOfFour(v128.load(left < 4 ? PIXELS : row + 4 * x), curve))
    // Rows are padded.
    store<i64>(start + 2 * x, i64x2.extract_lane(i16x8.narrow_i32x4_s(four, four), 0))
  }
  for (let at: usize = 0; at < 2 * radius; at += 2) {
    store<i16>(line + at, load<i16>(start))
    store<i16>(end + at, load<i16>(end - 2))
  }
}

/** What is added to L* that differs by `units` from its surroundings. */
function gain(units: v128): v128 {
  const zero = f32x4.splat(0)
  const difference = f32x4.div(f32x4.convert_i32x4_s(units), f32x4.splat(UNITS))
  const lighter = f32x4.pmax(zero, f32x4.sub(difference, f32x4.splat(FLAT)))
  const darker = f32x4.pmin(zero, f32x4.add(difference, f32x4.splat(FLAT)))
  const added = f32x4.add(f32x4.add(difference, lighter), darker)
  return f32x4.pmax(f32x4.splat(-MOST_DARK), f32x4.pmin(f32x4.splat(MOST_LIGHT), added))
}

/** @param more what is added to L*, of 116 */
function sharpenPixel(place: usize, curve: usize, more: f32): void {
  if (more === 0) return
  const pixel = load<u32>(place)
  const sharp = f32x4.add(toLab(pixel, curve), f32x4.splat(more))
  store<u32>(place, encode(toLight(sharp)) | (pixel & 0xff000000))
}

/** @param blurred L* of their surroundings */
function sharpenFour(place: usize, curve: usize, blurred: usize): void {
  const before = lightnessOfFour(v128.load(place), curve)
  const difference = i32x4.sub(units(before), i32x4.extend_low_i16x8_s(i64x2.splat(load<i64>(blurred))))
  const limited = f32x4.pmin(f32x4.splat(100), f32x4.add(before, gain(difference)))
  const after = f32x4.pmax(f32x4.splat(0), limited)
  // A pixel that is like its surroundings stays, also where white would be limited to 100.
  const more = v128.and(
    f32x4.div(f32x4.sub(after, before), f32x4.splat(116)),
    i32x4.ne(difference, i32x4.splat(0)),
  )
  sharpenPixel(place, curve, f32x4.extract_lane(more, 0))
  sharpenPixel(place + 4, curve, f32x4.extract_lane(more, 1))
  sharpenPixel(place + 8, curve, f32x4.extract_lane(more, 2))
  sharpenPixel(place + 12, curve, f32x4.extract_lane(more, 3))
}

/** @param blurred L* of the row's surroundings */
function sharpenRow(row: usize, width: usize, curve: usize, blurred: usize): void {
  const rest = width & 3
  const whole = width - rest
  for (let x: usize = 0; x < whole; x += 4) sharpenFour(row + 4 * x, curve, blurred + 2 * x)
  if (rest === 0) return
  copy(row + 4 * whole, PIXELS, 4 * rest)
  sharpenFour(PIXELS, curve, blurred + 2 * whole)
  copy(PIXELS, row + 4 * whole, 4 * rest)
}

/**
 * Sharpens premultiplied pixels, in place; beyond the edges their pixels are repeated.
 * @param curve 256 f32: linear light of each code
 * @param mask radius + 1 weights of 16 bits, the centre's first; both sides counted they make 32768
 * @param radius 1 or more
 */
export function sharpen(
  rgba: usize,
  width: usize,
  height: usize,
  curve: usize,
  mask: usize,
  radius: usize,
): void {
  prepareEncode()
  const stride = padded(2 * width)
  const line = alloc(stride + 4 * radius)
  const ring = alloc(ringBytes(stride, radius))
  for (let row: usize = 0; row < height + 2 * radius; row++) {
    if (repeats(row, radius, height)) repeat(ring, stride, radius, row)
    else {
      lightnessRow(rgba + pictureRow(row, radius) * 4 * width, width, curve, radius, line)
      convolveWords(line + 2 * radius, 2, mask, radius, slot(ring, stride, radius, row), stride)
    }
    keep(ring, stride, radius, row)
    if (row < 2 * radius) continue
    convolveWords(window(ring, stride, radius, row), stride, mask, radius, line, stride)
    sharpenRow(rgba + (row - 2 * radius) * 4 * width, width, curve, line)
  }
}
