/**
 * Masks for the blocks that change from one RGBA frame to the next in an animation. A mask has one
 * byte for each block, which has 8 × 8 canvas pixels. Blocks that have not changed become
 * transparent, because a lossy encoder codes a transparent block in a few bits. Only the bit
 * `UNSETTLED` is kept from frame to frame.
 */
import { differ } from './changes'
import { allocRows, countedBytes, startCount } from './heap'

const SIDE: i32 = 8
const PIXEL: usize = 4
const OPAQUE: u32 = 0xff000000
const COLOR: u32 = 0x00ffffff

/**
 * Mask bit: the block's new pixels differ from the pixels that were coded last at this position.
 */
const CHANGED: u8 = 1
/** Mask bit: the block is coded in the current frame. */
const CODED: u8 = 2
/**
 * Mask bit: when the block was last coded, it or a neighbor had changed. Lossy coding may have left
 * visible traces of other pixels in the block.
 */
const UNSETTLED: u8 = 4

/**
 * Maximum difference between a channel's levels with which a block counts as flat. Only flat blocks
 * show the traces of other pixels that lossy coding leaves.
 */
const FLAT: i8 = 6

/**
 * Maximum distance in blocks from the box around the changed blocks. Blocks within it are coded
 * again in the same frame if they may show visible traces of other pixels.
 */
const NEAR: i32 = 2

let across: i32 = 0
let down: i32 = 0
let columns: i32 = 0
let rows: i32 = 0
let stride: usize = 0
let mask: usize = 0

let left: i32 = 0
let right: i32 = 0
let top: i32 = 0
let bottom: i32 = 0
let blends: bool = false

const widthAt = (u: i32): i32 => min(SIDE, columns - u * SIDE)
const heightAt = (v: i32): i32 => min(SIDE, rows - v * SIDE)
const offsetOf = (u: i32, v: i32): usize => <usize>(v * SIDE) * stride + <usize>(u * SIDE) * PIXEL
const cellOf = (u: i32, v: i32): usize => mask + <usize>(v * across + u)

/** Starts with a canvas's masks. */
export function masksOpen(width: i32, height: i32): void {
  columns = width
  rows = height
  stride = <usize>width * PIXEL
  across = (width + SIDE - 1) / SIDE
  down = (height + SIDE - 1) / SIDE
  mask = allocRows(across, down)
  if (isDefined(COUNTING)) return
  // The first frame codes every block. Each block may therefore show traces of a neighbor that
  // changes later.
  memory.fill(mask, UNSETTLED, across * down)
}

/** Returns how many bytes `masksOpen` allocates. */
export function masksBytes(width: i32, height: i32): f64 {
  startCount()
  masksOpen(width, height)
  return countedBytes()
}

/** Loads one RGBA pixel into a vector's first lane. The other three lanes are 0. */
function pixelAt(address: usize): v128 {
  return i32x4.replace_lane(i32x4.splat(0), 0, load<i32>(address))
}

/**
 * Adds the differences between four pixel pairs to `sums`, channel by channel. `sums` has two
 * partial sums for each channel.
 */
function addDifferences(sums: v128, one: v128, other: v128): v128 {
  const low = i16x8.sub(i16x8.extend_low_i8x16_u(one), i16x8.extend_low_i8x16_u(other))
  const high = i16x8.sub(i16x8.extend_high_i8x16_u(one), i16x8.extend_high_i8x16_u(other))
  return i16x8.add(sums, i16x8.add(low, high))
}

/**
 * `true` if a block has changed between two pictures: a pixel's channel differs by more than
 * `tolerance` levels, or a channel's average differs by more than `average` quarters of a level.
 */
function isChanged(before: usize, after: usize, width: i32, height: i32, tolerance: i32, average: i32): bool {
  const tolerances = i8x16.splat(<i8>tolerance)
  let sums = i16x8.splat(0)
  for (let y = 0; y < height; y++, before += stride, after += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) {
      const one = v128.load(before + <usize>x * PIXEL)
      const other = v128.load(after + <usize>x * PIXEL)
      if (differ(one, other, tolerances)) return true
      sums = addDifferences(sums, one, other)
    }
    for (; x < width; x++) {
      const one = pixelAt(before + <usize>x * PIXEL)
      const other = pixelAt(after + <usize>x * PIXEL)
      if (differ(one, other, tolerances)) return true
      sums = addDifferences(sums, one, other)
    }
  }
  const totals = i32x4.abs(i32x4.add(i32x4.extend_low_i16x8_s(sums), i32x4.extend_high_i16x8_s(sums)))
  return v128.any_true(i32x4.gt_s(i32x4.mul(totals, i32x4.splat(4)), i32x4.splat(average * width * height)))
}

/** `true` if a block is flat: each channel's levels differ by at most `FLAT`. */
function isFlat(block: usize, width: i32, height: i32): bool {
  let least = i32x4.splat(load<i32>(block))
  let most = least
  for (let y = 0; y < height; y++, block += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) {
      const pixels = v128.load(block + <usize>x * PIXEL)
      least = i8x16.min_u(least, pixels)
      most = i8x16.max_u(most, pixels)
    }
    for (; x < width; x++) {
      const pixel = i32x4.splat(load<i32>(block + <usize>x * PIXEL))
      least = i8x16.min_u(least, pixel)
      most = i8x16.max_u(most, pixel)
    }
  }
  least = i8x16.min_u(least, i32x4.shuffle(least, least, 2, 3, 0, 1))
  least = i8x16.min_u(least, i32x4.shuffle(least, least, 1, 0, 3, 2))
  most = i8x16.max_u(most, i32x4.shuffle(most, most, 2, 3, 0, 1))
  most = i8x16.max_u(most, i32x4.shuffle(most, most, 1, 0, 3, 2))
  return !v128.any_true(i8x16.sub_sat_u(i8x16.sub(most, least), i8x16.splat(FLAT)))
}

/**
 * `true` if blending the pixel `after` over the pixel `before` results in exactly `after`: `after`
 * is opaque, or `before` is transparent.
 */
const isExact = (before: u32, after: u32): bool => after >= OPAQUE || before <= COLOR

/** `true` if all pixels in a block are opaque. */
function isOpaque(block: usize, width: i32, height: i32): bool {
  let common = i32x4.splat(-1)
  for (let y = 0; y < height; y++, block += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) common = v128.and(common, v128.load(block + <usize>x * PIXEL))
    for (; x < width; x++) common = v128.and(common, i32x4.splat(load<i32>(block + <usize>x * PIXEL)))
  }
  return i32x4.all_true(i32x4.ge_u(common, i32x4.splat(<i32>OPAQUE)))
}

/**
 * `true` if a block can be blended over the previous picture. Each pixel must either blend exactly,
 * or be so similar to the previous pixel that the previous pixel can remain visible.
 */
function canBlend(before: usize, after: usize, width: i32, height: i32, tolerance: i32): bool {
  if (isOpaque(after, width, height)) return true
  const tolerances = i8x16.splat(<i8>tolerance)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = <usize>y * stride + <usize>x * PIXEL
      if (isExact(load<u32>(before + at), load<u32>(after + at))) continue
      if (differ(pixelAt(before + at), pixelAt(after + at), tolerances)) return false
    }
  return true
}

/**
 * Marks a block as coded, sets further `bits` for it, and extends the box around the coded blocks
 * to contain it.
 */
function code(u: i32, v: i32, bits: u8): void {
  store<u8>(cellOf(u, v), load<u8>(cellOf(u, v)) | bits | CODED)
  left = min(left, u)
  right = max(right, u)
  top = min(top, v)
  bottom = max(bottom, v)
}

/**
 * Compares two pictures and marks all blocks that have changed. It first clears the previous
 * frame's bits, except `UNSETTLED`.
 * @returns changed block count
 */
function findChanged(before: usize, after: usize, tolerance: i32, average: i32): i32 {
  let changed = 0
  for (let v = 0; v < down; v++)
    for (let u = 0; u < across; u++) {
      store<u8>(cellOf(u, v), load<u8>(cellOf(u, v)) & UNSETTLED)
      const at = offsetOf(u, v)
      const width = widthAt(u)
      const height = heightAt(v)
      if (!isChanged(before + at, after + at, width, height, tolerance, average)) continue
      if (blends) blends = canBlend(before + at, after + at, width, height, tolerance)
      code(u, v, CHANGED)
      changed++
    }
  return changed
}

/**
 * `true` if traces of other pixels would be visible in a block: it is flat, and its first pixel is
 * not transparent. Transparent blocks show no traces, because alpha is coded without loss.
 */
function showsTraces(block: usize, width: i32, height: i32): bool {
  return load<u32>(block) > COLOR && isFlat(block, width, height)
}

/**
 * Marks unsettled blocks near the box around the changed blocks as coded, if traces of other pixels
 * would be visible in them.
 */
function findUnsettled(after: usize): void {
  const lastRow = min(down - 1, bottom + NEAR)
  const lastColumn = min(across - 1, right + NEAR)
  const firstColumn = max(0, left - NEAR)
  for (let v = max(0, top - NEAR); v <= lastRow; v++)
    for (let u = firstColumn; u <= lastColumn; u++)
      if (
        load<u8>(cellOf(u, v)) === UNSETTLED &&
        showsTraces(after + offsetOf(u, v), widthAt(u), heightAt(v))
      )
        code(u, v, 0)
}

/**
 * Finds the blocks that the next frame must code. `masksLeft`, `masksRight`, `masksTop` and
 * `masksBottom` return the edges of the box that contains these blocks.
 * @param before picture with the pixels that were last coded at each position
 * @param after next picture
 * @param tolerance largest difference that is ignored in a pixel's channel, in levels
 * @param average largest difference that is ignored in a channel's average over a block, in
 *   quarters of a level
 * @returns changed block count; the blocks that are coded only to remove traces do not count
 */
export function masksFind(before: usize, after: usize, tolerance: i32, average: i32): i32 {
  left = across
  right = -1
  top = down
  bottom = -1
  blends = true
  const changed = findChanged(before, after, tolerance, average)
  if (changed > 0) findUnsettled(after)
  return changed
}

/** Returns the left edge of the box that contains all coded blocks, in pixels. */
export function masksLeft(): i32 {
  return left * SIDE
}

/**
 * Returns the right edge of the box that contains all coded blocks: the column after its last
 * column, in pixels.
 */
export function masksRight(): i32 {
  return min(columns, (right + 1) * SIDE)
}

/** Returns the top edge of the box that contains all coded blocks, in pixels. */
export function masksTop(): i32 {
  return top * SIDE
}

/**
 * Returns the bottom edge of the box that contains all coded blocks: the row after its last row, in
 * pixels.
 */
export function masksBottom(): i32 {
  return min(rows, (bottom + 1) * SIDE)
}

/** Returns 1 if every changed block can be blended over the previous picture, otherwise 0. */
export function masksBlend(): i32 {
  return <i32>blends
}

const isCoded = (u: i32, v: i32): bool => (load<u8>(cellOf(u, v)) & CODED) !== 0

/**
 * Estimates the number of bytes that the frame saves if the blocks in its box that are not coded
 * become transparent.
 * @param flat estimated length of a coded flat block, in quarter bytes
 * @param detailed estimated length of any other coded block, in quarter bytes
 * @param edge estimated cost of each side between a coded and a transparent block, in quarter bytes
 * @returns saved bytes, negative if the mask costs more than it saves
 */
export function masksSaved(after: usize, flat: i32, detailed: i32, edge: i32): i32 {
  let saved = 0
  for (let v = top; v <= bottom; v++)
    for (let u = left; u <= right; u++) {
      const coded = isCoded(u, v)
      if (!coded) saved += isFlat(after + offsetOf(u, v), widthAt(u), heightAt(v)) ? flat : detailed
      if (u > left && isCoded(u - 1, v) !== coded) saved -= edge
      if (v > top && isCoded(u, v - 1) !== coded) saved -= edge
    }
  return saved >> 2
}

function averageOf(block: usize, width: i32, height: i32): u32 {
  const zeros = i32x4.splat(0)
  let sums = i16x8.splat(0)
  for (let y = 0; y < height; y++, block += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) sums = addDifferences(sums, v128.load(block + <usize>x * PIXEL), zeros)
    for (; x < width; x++) sums = addDifferences(sums, pixelAt(block + <usize>x * PIXEL), zeros)
  }
  const totals = i32x4.add(i32x4.extend_low_i16x8_s(sums), i32x4.extend_high_i16x8_s(sums))
  const count = width * height
  const red = i32x4.extract_lane(totals, 0) / count
  const green = i32x4.extract_lane(totals, 1) / count
  const blue = i32x4.extract_lane(totals, 2) / count
  return red | (green << 8) | (blue << 16)
}

/**
 * Makes a block transparent. Its pixels' R, G and B become the block's average color, because lossy
 * coding mixes the colors of neighboring blocks even where alpha is 0.
 */
function clear(block: usize, width: i32, height: i32): void {
  const color = averageOf(block, width, height)
  for (let y = 0; y < height; y++, block += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) v128.store(block + <usize>x * PIXEL, i32x4.splat(color))
    for (; x < width; x++) store<u32>(block + <usize>x * PIXEL, color)
  }
}

/** Copies a block from the next picture (`after`) to the previous picture (`before`). */
function copy(before: usize, after: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++, before += stride, after += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) v128.store(before + <usize>x * PIXEL, v128.load(after + <usize>x * PIXEL))
    for (; x < width; x++) store<u32>(before + <usize>x * PIXEL, load<u32>(after + <usize>x * PIXEL))
  }
}

/**
 * Prepares a coded block for blending over the previous picture. Pixels whose blended result is
 * exact are copied to the previous picture. All other pixels' alpha becomes 0, so that the previous
 * pixels remain visible.
 */
function lay(before: usize, after: usize, width: i32, height: i32): void {
  if (isOpaque(after, width, height)) {
    copy(before, after, width, height)
    return
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = <usize>y * stride + <usize>x * PIXEL
      const pixel = load<u32>(after + at)
      if (isExact(load<u32>(before + at), pixel)) store<u32>(before + at, pixel)
      else store<u32>(after + at, pixel & COLOR)
    }
}

/**
 * Prepares a frame that is blended over the previous picture. Within the box around the coded
 * blocks, blocks that are not coded become transparent in `after`. The coded blocks are copied to
 * `before`.
 */
export function masksApply(before: usize, after: usize): void {
  for (let v = top; v <= bottom; v++)
    for (let u = left; u <= right; u++) {
      const at = offsetOf(u, v)
      if (isCoded(u, v)) lay(before + at, after + at, widthAt(u), heightAt(v))
      else clear(after + at, widthAt(u), heightAt(v))
    }
}

function isBesideChange(u: i32, v: i32): bool {
  for (let j = max(0, v - 1); j <= min(down - 1, v + 1); j++)
    for (let i = max(0, u - 1); i <= min(across - 1, u + 1); i++)
      if (load<u8>(cellOf(i, j)) & CHANGED) return true
  return false
}

/**
 * Updates the bit `UNSETTLED` for each block that was coded. The bit is set if the block or a
 * neighbor has changed.
 */
export function masksSettle(): void {
  for (let v = 0; v < down; v++)
    for (let u = 0; u < across; u++) {
      if (!isCoded(u, v)) continue
      const cell = cellOf(u, v)
      const bits = load<u8>(cell) & ~UNSETTLED
      store<u8>(cell, isBesideChange(u, v) ? bits | UNSETTLED : bits)
    }
}
