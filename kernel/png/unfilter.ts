/**
 * Undoes PNG filters (PNG 9.2). With most filters, each pixel depends on the pixel before it. Each
 * step therefore reconstructs only one pixel, in a vector whose other lanes are unused. The 16
 * bytes after a row must be readable, and the first 8 must be writable.
 */
import { average } from '../average'
import { paeth } from './predict'

export const NONE: u32 = 0
export const SUB: u32 = 1
export const UP: u32 = 2
export const AVERAGE: u32 = 3
export const PAETH: u32 = 4

/** Row length in bytes. */
export let bytes: usize = 0
/**
 * Distance in bytes between a pixel and the pixel to its left: 1 (also for less than one byte), 2,
 * 3, 4, 6 or 8 (PNG 9.2).
 */
export let distance: usize = 0

/** Sets the pixel distance for an image. */
export function setDistance(pixel: usize): void {
  distance = pixel
}

/** Sets the row length in bytes for an image, or for a pass in an interlaced image. */
export function setBytes(row: usize): void {
  bytes = row
}

/**
 * Reconstructs one row's raw bytes.
 * @param filter the row's filter type
 * @param row filtered bytes
 * @param out address for the raw bytes; overlaps neither `row` nor `prior`
 * @param prior raw bytes in the row above; zeros for the first row (PNG 9.2)
 * @returns `true` if the filter type exists
 */
export function unfilter(filter: u32, row: usize, out: usize, prior: usize): bool {
  if (filter > PAETH) return false
  if (filter === NONE) memory.copy(out, row, bytes)
  else if (filter === UP) undoUp(row, out, prior, bytes)
  else if (distance === 1) undoChained<u8>(filter, row, out, prior)
  else if (distance === 2) undoChained<u16>(filter, row, out, prior)
  else if (distance <= 4) undoChained<u32>(filter, row, out, prior)
  else undoChained<u64>(filter, row, out, prior)
  return true
}

function undoUp(row: usize, out: usize, prior: usize, bytes: usize): void {
  let at: usize = 0
  for (; at + 16 <= bytes; at += 16) {
    v128.store(out + at, i8x16.add(v128.load(row + at), v128.load(prior + at)))
  }
  for (; at < bytes; at++) store<u8>(out + at, load<u8>(row + at) + load<u8>(prior + at))
}

/**
 * Undoes a filter that needs the pixel to the left. The type `Pixel` has at least as many bytes as
 * a pixel. Storing the next pixel overwrites the excess bytes.
 */
function undoChained<Pixel>(filter: u32, row: usize, out: usize, prior: usize): void {
  if (filter === SUB) undoSub<Pixel>(row, out, bytes, distance)
  else if (filter === AVERAGE) undoAverage<Pixel>(row, out, prior, bytes, distance)
  else undoPaeth<Pixel>(row, out, prior, bytes, distance)
}

function undoSub<Pixel>(row: usize, out: usize, bytes: usize, distance: usize): void {
  let left = i64x2.splat(0)
  for (let at: usize = 0; at < bytes; at += distance) {
    left = i8x16.add(v128.load(row + at), left)
    storePixel<Pixel>(out + at, left)
  }
}

function undoAverage<Pixel>(row: usize, out: usize, prior: usize, bytes: usize, distance: usize): void {
  let left = i64x2.splat(0)
  for (let at: usize = 0; at < bytes; at += distance) {
    left = i8x16.add(v128.load(row + at), average(left, v128.load(prior + at)))
    storePixel<Pixel>(out + at, left)
  }
}

function undoPaeth<Pixel>(row: usize, out: usize, prior: usize, bytes: usize, distance: usize): void {
  let left = i64x2.splat(0)
  let corner = i64x2.splat(0)
  for (let at: usize = 0; at < bytes; at += distance) {
    const above = i16x8.extend_low_i8x16_u(v128.load(prior + at))
    // The addition uses 8-bit lanes, although each sample occupies 16 bits. Sums therefore wrap at
    // 256, and the samples' upper bytes stay zero.
    left = i8x16.add(i16x8.extend_low_i8x16_u(v128.load(row + at)), paeth(left, above, corner))
    corner = above
    storePixel<Pixel>(out + at, i8x16.narrow_i16x8_u(left, left))
  }
}

function storePixel<Pixel>(address: usize, bytes: v128): void {
  if (sizeof<Pixel>() === 1) store<u8>(address, i8x16.extract_lane_u(bytes, 0))
  else if (sizeof<Pixel>() === 2) store<u16>(address, i16x8.extract_lane_u(bytes, 0))
  else if (sizeof<Pixel>() === 4) store<u32>(address, i32x4.extract_lane(bytes, 0))
  else store<u64>(address, i64x2.extract_lane(bytes, 0))
}
