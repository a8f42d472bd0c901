/** Sharpening of lightness, as libvips's `sharpen` does it, row by row where the picture stands. */

import { alloc } from '../heap'
import { encode, prepareEncode } from '../pixels/transfer'
import { convolveWords, padded } from './convolve'
import { lightness, toLab, toLight } from './lab'
import { keep, pictureRow, repeat, repeats, ringBytes, slot, window } from './ring'

/** Units of L*, whose 100 are 16383. */
const UNITS: f32 = 163.83

/** Differences of L* count once up to here and twice beyond: flat areas and jagged ones, `x1`, `m1` and `m2`. */
const FLAT: f32 = 2
/** What they add and take away at most: `y2` and `y3`. */
const MOST_LIGHT: f32 = 10
const MOST_DARK: f32 = 20

/** L* in units, of which two must fit a word of 16 bits: white's may come out a trifle above 100. */
function units(lab: v128): i32 {
  return <i32>nearest(min<f32>(lightness(lab), 100) * UNITS)
}

/** L* of a row of pixels, with that of its first and its last one repeated `radius` times. */
function lightnessRow(row: usize, width: usize, curve: usize, radius: usize, line: usize): void {
  const start = line + 2 * radius
  const end = start + 2 * width
  let pixel = row
  for (let at = start; at < end; at += 2) {
    store<i16>(at, <i16>units(toLab(load<u32>(pixel), curve)))
    pixel += 4
  }
  for (let at: usize = 0; at < 2 * radius; at += 2) {
    store<i16>(line + at, load<i16>(start))
    store<i16>(end + at, load<i16>(end - 2))
  }
}

/** What is added to L* that differs by `units` from its surroundings. */
function gain(units: i32): f32 {
  const difference = <f32>units / UNITS
  const added = difference + max<f32>(difference - FLAT, 0) + min<f32>(difference + FLAT, 0)
  return max<f32>(-MOST_DARK, min<f32>(added, MOST_LIGHT))
}

/** @param blurred L* of the row's surroundings */
function sharpenRow(row: usize, width: usize, curve: usize, blurred: usize): void {
  const end = row + 4 * width
  for (let at = row; at < end; at += 4) {
    const pixel = load<u32>(at)
    const lab = toLab(pixel, curve)
    const difference = units(lab) - load<i16>(blurred)
    blurred += 2
    if (difference === 0) continue
    const before = lightness(lab)
    const after = max<f32>(0, min<f32>(before + gain(difference), 100))
    const sharp = f32x4.add(lab, f32x4.splat((after - before) / 116))
    store<u32>(at, encode(toLight(sharp)) | (pixel & 0xff000000))
  }
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
