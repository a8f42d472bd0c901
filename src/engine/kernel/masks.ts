/**
 * Masks of what has changed between two frames of RGBA, a byte for each block of 8x8 pixels on the canvas. A lossy encoder
 * codes a block that is transparent as a whole in a few bits. `UNSETTLED` is kept from frame to frame.
 */
import { differ } from './changes'

const SIDE: i32 = 8
const PIXEL: usize = 4
const OPAQUE: u32 = 0xff000000
const COLOR: u32 = 0x00ffffff

/** The source of the block differs from the one that was coded last. */
const CHANGED: u8 = 1
/** The block is coded with this frame. */
const CODED: u8 = 2
/** The block was coded beside a change, whose traces it may show. */
const UNSETTLED: u8 = 4

/** Range of a channel up to which traces of other pixels are seen in a block, in levels. */
const FLAT: i8 = 6

/** Blocks around the box of changes in which traces are removed with them. */
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

/** Starts with the masks of a canvas at `address`, which has a byte for each block. */
export function masksOpen(address: usize, width: i32, height: i32): void {
  mask = address
  columns = width
  rows = height
  stride = <usize>width * PIXEL
  across = (width + SIDE - 1) / SIDE
  down = (height + SIDE - 1) / SIDE
  // The first frame codes every block, beside whatever moves next.
  memory.fill(mask, UNSETTLED, across * down)
}

/** One pixel, beside three of zeros. */
function pixelAt(address: usize): v128 {
  return i32x4.replace_lane(i32x4.splat(0), 0, load<i32>(address))
}

/** Differences of two pixels each, added by channel. */
function addDifferences(sums: v128, one: v128, other: v128): v128 {
  const low = i16x8.sub(i16x8.extend_low_i8x16_u(one), i16x8.extend_low_i8x16_u(other))
  const high = i16x8.sub(i16x8.extend_high_i8x16_u(one), i16x8.extend_high_i8x16_u(other))
  return i16x8.add(sums, i16x8.add(low, high))
}

/** `true` if a pixel differs by more than its tolerance, or the average of all pixels by more than that of averages. */
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

/** `true` if each channel has a small range. */
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

/** `true` if blending a pixel over the one before shows exactly that pixel. */
const isExact = (before: u32, after: u32): bool => after >= OPAQUE || before <= COLOR

/** `true` if all pixels are opaque. */
function isOpaque(block: usize, width: i32, height: i32): bool {
  let common = i32x4.splat(-1)
  for (let y = 0; y < height; y++, block += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) common = v128.and(common, v128.load(block + <usize>x * PIXEL))
    for (; x < width; x++) common = v128.and(common, i32x4.splat(load<i32>(block + <usize>x * PIXEL)))
  }
  return i32x4.all_true(i32x4.ge_u(common, i32x4.splat(<i32>OPAQUE)))
}

/** `true` if all pixels can be laid over those before, or left out because they are similar. */
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

/** Marks a block, which the box contains from now on. */
function code(u: i32, v: i32, bits: u8): void {
  store<u8>(cellOf(u, v), load<u8>(cellOf(u, v)) | bits | CODED)
  left = min(left, u)
  right = max(right, u)
  top = min(top, v)
  bottom = max(bottom, v)
}

/** Marks the blocks that have changed. @returns how many */
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

/** `true` if traces would be seen in a block: it is flat, and not transparent, since alpha is exact. */
function showsTraces(block: usize, width: i32, height: i32): bool {
  return load<u32>(block) > COLOR && isFlat(block, width, height)
}

/** Marks blocks near those that have changed which may show traces. */
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
 * Finds the blocks that are to be coded: see `masksLeft` and those that follow.
 * @param before what was coded last
 * @param tolerance of each channel of a pixel
 * @param average tolerance of the average of a block, in quarters of a level
 * @returns how many of them have changed; others may show traces of what has moved away
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

/** The first column of the blocks that are coded, in pixels. */
export function masksLeft(): i32 {
  return left * SIDE
}

/** The column behind the last one. */
export function masksRight(): i32 {
  return min(columns, (right + 1) * SIDE)
}

/** The first row. */
export function masksTop(): i32 {
  return top * SIDE
}

/** The row behind the last one. */
export function masksBottom(): i32 {
  return min(rows, (bottom + 1) * SIDE)
}

/** 1 if the frame can be laid over what is shown. */
export function masksBlend(): i32 {
  return <i32>blends
}

const isCoded = (u: i32, v: i32): bool => (load<u8>(cellOf(u, v)) & CODED) !== 0

/**
 * Estimates how many bytes the mask saves within its box.
 * @param flat bytes of a block without detail, in quarters
 * @param detailed of any other, in quarters
 * @param edge bytes of alpha for each side between two blocks of which one is coded, in quarters
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

/** Makes a block transparent, in its average colour, which blocks beside it mix with their own. */
function clear(block: usize, width: i32, height: i32): void {
  const color = averageOf(block, width, height)
  for (let y = 0; y < height; y++, block += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) v128.store(block + <usize>x * PIXEL, i32x4.splat(color))
    for (; x < width; x++) store<u32>(block + <usize>x * PIXEL, color)
  }
}

/** Copies a block to the picture before. */
function copy(before: usize, after: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++, before += stride, after += stride) {
    let x = 0
    for (; x + 4 <= width; x += 4) v128.store(before + <usize>x * PIXEL, v128.load(after + <usize>x * PIXEL))
    for (; x < width; x++) store<u32>(before + <usize>x * PIXEL, load<u32>(after + <usize>x * PIXEL))
  }
}

/** Keeps the pixels of a block that can be laid over those before, and copies them there. */
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

/** Makes the blocks of the box transparent that are not coded, and copies the others to the picture before. */
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

/** Notes which blocks have been coded beside a change. */
export function masksSettle(): void {
  for (let v = 0; v < down; v++)
    for (let u = 0; u < across; u++) {
      if (!isCoded(u, v)) continue
      const cell = cellOf(u, v)
      const bits = load<u8>(cell) & ~UNSETTLED
      store<u8>(cell, isBesideChange(u, v) ? bits | UNSETTLED : bits)
    }
}
