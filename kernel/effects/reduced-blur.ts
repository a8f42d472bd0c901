/**
 * Blurs with wide masks at a cost that does not depend on the mask's width. The picture is divided
 * into squares (cells). It is reduced to one mean per cell, blurred, and enlarged by linear
 * interpolation. Along each side, cell 0 repeats the edge's pixels, and cell 1 is the picture's
 * first cell. A cell's sample is a byte value with 6 fraction bits.
 */

import { alloc, countedBytes, startCount } from '../heap'
import { convolveWords, padded } from './convolve'
import { loadBytes, loadPixel, loadWords } from './load'
import { keep, line, openRing, pictureRow, repeat, repeats, ring, slot, window } from './ring'

const FRACTION: i32 = 6
const WIDE: usize = 8

/**
 * Returns the number of cells (squares with one mean) along a side of the picture. The number
 * includes one cell beyond each end, which repeats the edge.
 */
function cellsOf(length: usize, factor: usize): usize {
  return (length + factor - 1) / factor + 2
}

function clampIndex(index: isize, length: usize): usize {
  return <usize>max<isize>(0, min<isize>(index, <isize>length - 1))
}

function addRow(row: usize, width: usize, sums: usize): void {
  const whole = width & ~1
  for (let x: usize = 0; x < whole; x += 2) {
    const place = sums + WIDE * x
    v128.store(place, i16x8.add(v128.load(place), loadBytes(row + 4 * x)))
  }
  if (whole === width) return
  const place = sums + WIDE * whole
  v128.store(place, i16x8.add(v128.load(place), loadPixel(row + 4 * whole)))
}

/**
 * Adds the pixel rows that one cell row covers into one row with sums. The function adds at most
 * 256 rows, so that the byte sums fit in 16 bits.
 */
function sumRows(rgba: usize, width: usize, height: usize, factor: usize, cell: usize, sums: usize): void {
  const top = (<isize>cell - 1) * <isize>factor
  memory.fill(sums, 0, padded(WIDE * width))
  for (let row = top; row < top + <isize>factor; row++)
    addRow(rgba + clampIndex(row, height) * 4 * width, width, sums)
}

function sumColumns(sums: usize, width: usize, factor: usize, radius: usize, line: usize): void {
  const cells = cellsOf(width, factor) + 2 * radius
  const scale = f32x4.splat(<f32>(1 << FRACTION) / <f32>(factor * factor))
  let column = -(<isize>((radius + 1) * factor))
  for (let cell: usize = 0; cell < cells; cell++) {
    let sum = i32x4.splat(0)
    for (let last = column + <isize>factor; column < last; column++)
      sum = i32x4.add(sum, loadWords(sums + WIDE * clampIndex(column, width)))
    const mean = i32x4.trunc_sat_f32x4_s(
      f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), scale), f32x4.splat(0.5)),
    )
    store<i64>(line + WIDE * cell, i64x2.extract_lane(i16x8.narrow_i32x4_s(mean, mean), 0))
  }
}

function mixRows(upper: usize, lower: usize, share: i32, out: usize, bytes: usize): void {
  const shares = i16x8.splat(<i16>share)
  for (let at: usize = 0; at < bytes; at += 16) {
    const first = v128.load(upper + at)
    const way = i16x8.sub(v128.load(lower + at), first)
    v128.store(out + at, i16x8.add(first, i16x8.q15mulr_sat_s(way, shares)))
  }
}

/**
 * Enlarges a cell row to a pixel row by linear interpolation. The pixels between the centers of the
 * cells `c` and `c + 1` start at column (c − 1) · factor + ⌊factor / 2⌋. If the factor is even,
 * this column lies half a pixel to the right of cell `c`'s center.
 */
function enlargeRow(line: usize, width: usize, factor: usize, out: usize): void {
  const inverse: usize = (65536 + factor / 2) / factor
  const odd = factor & 1
  let column = <isize>(factor >> 1) - <isize>factor
  for (let from = line; column < <isize>width; from += WIDE) {
    const first = loadWords(from)
    const way = i32x4.sub(loadWords(from + WIDE), first)
    const step = i32x4.shr_s(i32x4.mul(way, i32x4.splat(<i32>inverse)), FRACTION)
    let sample = i32x4.add(i32x4.shl(first, 16 - FRACTION), i32x4.splat(1 << 15))
    if (!odd) sample = i32x4.add(sample, i32x4.shr_s(step, 1))
    const last = min(column + <isize>factor, <isize>width)
    for (; column < last; column++) {
      if (column >= 0) {
        const words = i16x8.narrow_i32x4_s(i32x4.shr_s(sample, 16), sample)
        store<u32>(out + 4 * <usize>column, i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0))
      }
      sample = i32x4.add(sample, step)
    }
  }
}

let sums: usize = 0
let mixed: usize = 0
let firstRow: usize = 0
let secondRow: usize = 0

function openBuffers(width: usize, stride: usize, radius: usize): void {
  sums = alloc(padded(WIDE * width))
  mixed = alloc(stride)
  firstRow = alloc(stride)
  secondRow = alloc(stride)
  openRing(stride, WIDE, radius)
}

/** Returns how many bytes `blurReduced` allocates. */
export function blurReducedBytes(width: usize, factor: usize, radius: usize): f64 {
  startCount()
  openBuffers(width, padded(WIDE * cellsOf(width, factor)), radius)
  return countedBytes()
}

/** Parameters for `blurReduced`. */
@unmanaged
class ReducedBlur {
  rgba: usize
  width: usize
  height: usize
  /** Side in pixels of the squares that are reduced to their mean, 2 to 256. */
  factor: usize
  /**
   * Address of radius + 1 16-bit weights: the center square's weight, then the weights of the
   * squares on one side. All weights, with both sides, sum to 32768.
   */
  mask: usize
  /** Mask radius in squares, at least 1. */
  radius: usize
}

/**
 * Blurs premultiplied RGBA pixels with a wide mask, in place. Beyond the picture's edges, the edge
 * pixels are repeated.
 */
export function blurReduced(values: ReducedBlur): void {
  const rgba = values.rgba
  const width = values.width
  const height = values.height
  const factor = values.factor
  const mask = values.mask
  const radius = values.radius
  const stride = padded(WIDE * cellsOf(width, factor))
  const rows = cellsOf(height, factor)
  openBuffers(width, stride, radius)
  let upper = firstRow
  let lower = secondRow
  let y = <isize>(factor >> 1) - <isize>factor
  for (let row: usize = 0; row < rows + 2 * radius; row++) {
    if (repeats(row, radius, rows)) repeat(ring, stride, radius, row)
    else {
      sumRows(rgba, width, height, factor, pictureRow(row, radius), sums)
      sumColumns(sums, width, factor, radius, line)
      convolveWords(line + WIDE * radius, WIDE, mask, radius, slot(ring, stride, radius, row), stride)
    }
    keep(ring, stride, radius, row)
    if (row < 2 * radius) continue
    convolveWords(window(ring, stride, radius, row), stride, mask, radius, lower, stride)
    for (let step: usize = 0; row > 2 * radius && step < factor; step++, y++) {
      if (y < 0 || y >= <isize>height) continue
      const share: usize = (32768 * (2 * step + 1 - (factor & 1))) / (2 * factor)
      mixRows(upper, lower, <i32>share, mixed, stride)
      enlargeRow(mixed, width, factor, rgba + <usize>y * 4 * width)
    }
    const done = upper
    upper = lower
    lower = done
  }
}
