/**
 * Prepares a picture's alpha for an ALPH chunk (RFC 9649, 2.7.1.2): copies it to a plane, reduces
 * its levels, and makes the filtered picture that the encoder in `vp8l-encode` compresses.
 */
import { HORIZONTAL, NONE, VERTICAL } from '../alph/filters'
import { alloc, allocRows, countedBytes, startCount } from '../heap'
import { LIMIT } from '../status'
import { ALL_LEVELS, levelsOpen, reduceLevels } from './levels'

const MAX_SIDE = 16384
/**
 * Bytes before and after the plane, and after `line`. Vectors with the first and last pixels read
 * or write these bytes.
 */
const MARGIN: usize = 16
const OPAQUE: i32 = <i32>0xff000000
/** Maximum number of values with which two fit in a coded pixel (RFC 9649, 4.4). */
const MAX_BUNDLED = 16

let width: usize = 0
let height: usize = 0
let plane: usize = 0
/** Filtered row address. */
let line: usize = 0
/** Address of 256 bytes. A byte is 1 if its value occurs in a filtered plane. */
let seen: usize = 0

/**
 * Begins with a picture's alpha.
 * @returns 0, or a negative status if the width or height is below 1 or above 16,384
 */
export function alphEncodeOpen(w: i32, h: i32): i32 {
  if (w < 1 || h < 1 || w > MAX_SIDE || h > MAX_SIDE) return LIMIT
  width = w
  height = h
  plane = allocRows(1, <usize>w * h + 2 * MARGIN) + MARGIN
  line = alloc(width + MARGIN)
  seen = alloc(ALL_LEVELS)
  levelsOpen()
  return 0
}

/** Returns how many bytes `alphEncodeOpen` allocates. */
export function alphEncodeBytes(w: i32, h: i32): f64 {
  startCount()
  return countedBytes(alphEncodeOpen(w, h))
}

/**
 * Copies the picture's alpha to the plane.
 * @param rgba address of the pixels
 * @param levels maximum number of different levels, 2 to 256
 */
export function alphEncodeTake(rgba: usize, levels: i32): void {
  const count = width * height
  let at: usize = 0
  for (; at + 16 <= count; at += 16)
    v128.store(plane + at, i8x16.narrow_i16x8_u(alphas(rgba + 4 * at), alphas(rgba + 4 * at + 32)))
  for (; at < count; at++) store<u8>(plane + at, load<u8>(rgba + 4 * at, 3))
  if (levels < ALL_LEVELS) reduceLevels(plane, count, levels)
}

/** Returns eight pixels' alpha, in 16-bit lanes. */
function alphas(rgba: usize): v128 {
  return i16x8.narrow_i32x4_u(i32x4.shr_u(v128.load(rgba), 24), i32x4.shr_u(v128.load(rgba, 16), 24))
}

/** Returns the plane's address: one byte per pixel, without gaps between rows. */
export function alphEncodePlane(): usize {
  return plane
}

/**
 * Returns the filter with which the plane compresses best. The lossless encoder predicts pixels by
 * itself, so a filter helps only if it leaves so few values that several fit in a coded pixel. This
 * makes planes with smooth gradients half as long. Other planes become 5 to 9 % longer with a
 * filter (2026-11-29).
 * @returns 0 none, 1 horizontal, 2 vertical
 */
export function alphEncodeFilter(): i32 {
  let best = NONE
  let least = valueBits(NONE)
  for (let filter = HORIZONTAL; filter <= VERTICAL; filter++) {
    const bits = valueBits(filter)
    if (bits >= least) continue
    least = bits
    best = filter
  }
  return best
}

/** Returns how many bits a coded value has, which depends on how many values a filter leaves. */
function valueBits(filter: i32): i32 {
  memory.fill(seen, 0, ALL_LEVELS)
  let values = 0
  for (let y: usize = 0; y < height; y++) {
    filterRow(filter, y)
    for (let x: usize = 0; x < width; x++) {
      const at = seen + load<u8>(line + x)
      values += 1 - <i32>load<u8>(at)
      store<u8>(at, 1)
    }
    if (values > MAX_BUNDLED) return 8
  }
  return values <= 2 ? 1 : values <= 4 ? 2 : 4
}

/**
 * Writes the filtered alpha to the green channel in opaque black pixels. The plane does not change.
 * @param filter 0 none, 1 horizontal, 2 vertical
 * @param rgba address of as many pixels as the picture has
 */
export function alphEncodePixels(filter: i32, rgba: usize): void {
  const opaque = i32x4.splat(OPAQUE)
  for (let y: usize = 0; y < height; y++) {
    filterRow(filter, y)
    const out = rgba + 4 * y * width
    let x: usize = 0
    for (; x + 4 <= width; x += 4) {
      const four = i32x4.splat(load<i32>(line + x))
      const green = i8x16.swizzle(four, i8x16(-1, 0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3, -1, -1))
      v128.store(out + 4 * x, v128.or(green, opaque))
    }
    for (; x < width; x++) store<i32>(out + 4 * x, OPAQUE | ((<i32>load<u8>(line + x)) << 8))
  }
}

/** Writes a filtered plane row to `line`. */
function filterRow(filter: i32, y: usize): void {
  const row = plane + y * width
  if (filter === NONE) memory.copy(line, row, width)
  else if (filter === VERTICAL && y > 0) subtract(row, row - width)
  else {
    const first = y > 0 ? load<u8>(row - width) : 0
    subtract(row, row - 1)
    store<u8>(line, load<u8>(row) - first)
  }
}

/** Writes the differences between a row and its predicted samples to `line`. */
function subtract(row: usize, predicted: usize): void {
  for (let x: usize = 0; x < width; x += 16)
    v128.store(line + x, i8x16.sub(v128.load(row + x), v128.load(predicted + x)))
}
