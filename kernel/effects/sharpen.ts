import { countedBytes, startCount } from '../heap'
import { copy } from '../pixels/copy'
import { lightnessOfFour, toLab, toLight } from '../pixels/lab'
import { encode, prepareEncode } from '../pixels/transfer'
import { convolveWords, padded } from './convolve'
import { keep, line, openRing, pictureRow, repeat, repeats, ring, slot, window } from './ring'

/** Fixed-point units for a difference of 1 in L*. An L* of 100 is 16383 units. */
const UNITS: f32 = 163.83

// Default parameters in sharp's `sharpen`. The difference between a pixel's L* and its blurred L*
// is added once (`m1` = 1) up to FLAT (`x1`), and twice (`m2` = 2) beyond FLAT. A pixel becomes
// lighter by at most 10 (`y2`) and darker by at most 20 (`y3`).
const FLAT: f32 = 2
const MAX_LIGHT: f32 = 10
const MAX_DARK: f32 = 20

const TAIL: usize = memory.data(16, 16)

/**
 * Converts L* to fixed-point units. Rounding errors may make white slightly lighter than 100. L* is
 * limited to 100, because the sum of two values must fit in 16 bits.
 */
function units(lightness: v128): v128 {
  const limited = f32x4.pmin(f32x4.splat(100), lightness)
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(limited, f32x4.splat(UNITS))))
}

function lightnessRow(row: usize, width: usize, curve: usize, radius: usize, line: usize): void {
  const start = line + 2 * radius
  const end = start + 2 * width
  for (let x: usize = 0; x < width; x += 4) {
    const left = width - x
    if (left < 4) copy(row + 4 * x, TAIL, 4 * left)
    const four = units(lightnessOfFour(v128.load(left < 4 ? TAIL : row + 4 * x), curve))
    store<i64>(start + 2 * x, i64x2.extract_lane(i16x8.narrow_i32x4_s(four, four), 0))
  }
  for (let at: usize = 0; at < 2 * radius; at += 2) {
    store<i16>(line + at, load<i16>(start))
    store<i16>(end + at, load<i16>(end - 2))
  }
}

function gain(units: v128): v128 {
  const zero = f32x4.splat(0)
  const difference = f32x4.div(f32x4.convert_i32x4_s(units), f32x4.splat(UNITS))
  const lighter = f32x4.pmax(zero, f32x4.sub(difference, f32x4.splat(FLAT)))
  const darker = f32x4.pmin(zero, f32x4.add(difference, f32x4.splat(FLAT)))
  const added = f32x4.add(f32x4.add(difference, lighter), darker)
  return f32x4.pmax(f32x4.splat(-MAX_DARK), f32x4.pmin(f32x4.splat(MAX_LIGHT), added))
}

function sharpenPixel(place: usize, curve: usize, more: f32): void {
  if (more === 0) return
  const pixel = load<u32>(place)
  const sharp = f32x4.add(toLab(pixel, curve), f32x4.splat(more))
  store<u32>(place, encode(toLight(sharp)) | (pixel & 0xff000000))
}

function sharpenFour(place: usize, curve: usize, blurred: usize): void {
  const before = lightnessOfFour(v128.load(place), curve)
  const difference = i32x4.sub(units(before), i32x4.extend_low_i16x8_s(i64x2.splat(load<i64>(blurred))))
  const limited = f32x4.pmin(f32x4.splat(100), f32x4.add(before, gain(difference)))
  const after = f32x4.pmax(f32x4.splat(0), limited)
  // A pixel equal to its surroundings must not change. Without this mask, white with an L* above
  // 100 would become darker, because the new L* is limited to 100.
  const more = v128.and(
    f32x4.div(f32x4.sub(after, before), f32x4.splat(116)),
    i32x4.ne(difference, i32x4.splat(0)),
  )
  sharpenPixel(place, curve, f32x4.extract_lane(more, 0))
  sharpenPixel(place + 4, curve, f32x4.extract_lane(more, 1))
  sharpenPixel(place + 8, curve, f32x4.extract_lane(more, 2))
  sharpenPixel(place + 12, curve, f32x4.extract_lane(more, 3))
}

function sharpenRow(row: usize, width: usize, curve: usize, blurred: usize): void {
  const rest = width & 3
  const whole = width - rest
  for (let x: usize = 0; x < whole; x += 4) sharpenFour(row + 4 * x, curve, blurred + 2 * x)
  if (rest === 0) return
  copy(row + 4 * whole, TAIL, 4 * rest)
  sharpenFour(TAIL, curve, blurred + 2 * whole)
  copy(TAIL, row + 4 * whole, 4 * rest)
}

/** Returns how many bytes `sharpen` allocates. */
export function sharpenBytes(width: usize, radius: usize): f64 {
  startCount()
  openRing(padded(2 * width), 2, radius)
  return countedBytes()
}

/** Parameters for `sharpen`. */
@unmanaged
class Sharpening {
  rgba: usize
  width: usize
  height: usize
  /** Address of 256 f32: the linear light for each 8-bit code. */
  curve: usize
  /**
   * Address of radius + 1 16-bit weights: the center's weight, then the weights on one side. All
   * weights, with both sides, sum to 32768.
   */
  mask: usize
  /** Mask radius in pixels, at least 1. */
  radius: usize
}

/**
 * Sharpens the lightness (L*) of premultiplied RGBA pixels like libvips's `sharpen`, in place.
 * Beyond the picture's edges, the edge pixels are repeated.
 */
export function sharpen(values: Sharpening): void {
  const rgba = values.rgba
  const width = values.width
  const height = values.height
  const curve = values.curve
  const mask = values.mask
  const radius = values.radius
  prepareEncode()
  const stride = padded(2 * width)
  openRing(stride, 2, radius)
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
