/**
 * Picture that is encoded: RGBA, gray, or full-range Y, Cb and Cr (BT.601). Pixel runs are
 * converted to XYB.
 */
import { alloc } from '../../heap'
import { openXyb, setPrimaries, storeXyb } from './xyb'

/** Picture layouts. */
const RGBA: i32 = 0
const GRAY: i32 = 1
const YCC: i32 = 2

/** Maximum number of pixels in a run: a group's width. */
const MAX_RUN: usize = 256
/** Bytes for a run's chroma samples as f32, with up to three more samples at the end. */
const CHROMA_BYTES: usize = 4 * (MAX_RUN + 4)

let layout: i32 = RGBA
let width: i32 = 0
let height: i32 = 0
let first: usize = 0
let stride: usize = 0
let cb: usize = 0
let cr: usize = 0
let chromaStride: usize = 0
let shiftX: i32 = 0
let shiftY: i32 = 0
/** A run's chroma rows, enlarged to the picture's width and height. */
let chroma: usize = 0

/** Allocates the memory for runs. */
export function openSource(): void {
  chroma = alloc(2 * CHROMA_BYTES)
  openXyb()
}

/**
 * Takes an RGBA picture.
 * @param rgba pixel address
 * @param isP3 `true` for the Display P3 primaries, `false` for the sRGB primaries
 */
export function setRgba(rgba: usize, pictureWidth: i32, pictureHeight: i32, isP3: bool): void {
  layout = RGBA
  first = rgba
  stride = 4 * pictureWidth
  width = pictureWidth
  height = pictureHeight
  setPrimaries(isP3)
}

/**
 * Takes a gray picture.
 * @param gray sample address
 * @param rowStride row stride in bytes
 */
export function setGray(gray: usize, rowStride: usize, pictureWidth: i32, pictureHeight: i32): void {
  layout = GRAY
  first = gray
  stride = rowStride
  width = pictureWidth
  height = pictureHeight
  setPrimaries(false)
}

/** Picture planes in full-range Y, Cb and Cr (BT.601). */
@unmanaged
export class JxlPlanes {
  y: u32
  yStride: u32
  cb: u32
  cr: u32
  /** Row stride of Cb and Cr in bytes. */
  chromaStride: u32
  /** Sum of 1 if chroma has half the width, and 2 if it has half the height, both rounded up. */
  halves: u32
  /** 1 for the Display P3 primaries, 0 for the sRGB primaries. */
  isP3: u32
}

/** Takes a Y, Cb and Cr picture. */
export function setYcc(planes: JxlPlanes, pictureWidth: i32, pictureHeight: i32): void {
  layout = YCC
  first = planes.y
  stride = planes.yStride
  cb = planes.cb
  cr = planes.cr
  chromaStride = planes.chromaStride
  shiftX = planes.halves & 1
  shiftY = (planes.halves >> 1) & 1
  width = pictureWidth
  height = pictureHeight
  setPrimaries(planes.isP3 !== 0)
}

/**
 * Converts a run of pixels in a row to XYB. The last column and the picture's last row are repeated
 * beyond its edges.
 * @param x first column, in the picture
 * @param y row, which may be below the picture
 * @param count number of pixels, a multiple of 4 and at most 256
 * @param to address for the X samples
 * @param plane distance in bytes from X to Y, and from Y to B
 */
export function loadRun(x: i32, y: i32, count: i32, to: usize, plane: usize): void {
  const row = min(y, height - 1)
  const inside = min(count, width - x)
  if (layout === RGBA) loadRgba(x, row, inside, to, plane)
  else if (layout === GRAY) loadGray(x, row, inside, to, plane)
  else loadYcc(x, row, inside, to, plane)
  if (inside === count) return
  let at = to + 4 * <usize>inside
  for (let channel = 0; channel < 3; channel++, at += plane) fill(at, count - inside, load<f32>(at - 4))
}

function fill(at: usize, count: i32, value: f32): void {
  for (const end = at + 4 * <usize>count; at < end; at += 4) store<f32>(at, value)
}

function loadRgba(x: i32, y: i32, count: i32, at: usize, plane: usize): void {
  let from = first + <usize>y * stride + 4 * <usize>x
  const rest = count & 3
  for (const end = from + 4 * <usize>(count - rest); from < end; from += 16, at += 16)
    convertRgba(v128.load(from), at, plane)
  if (rest === 0) return
  let pixels = i32x4.splat(load<u32>(from))
  if (rest > 1) pixels = i32x4.replace_lane(pixels, 1, load<u32>(from, 4))
  if (rest > 2) pixels = i32x4.replace_lane(pixels, 2, load<u32>(from, 8))
  convertRgba(pixels, at, plane)
}

function convertRgba(pixels: v128, at: usize, plane: usize): void {
  const mask = i32x4.splat(255)
  const scale = f32x4.splat(1.0 / 255.0)
  const red = f32x4.convert_i32x4_s(v128.and(pixels, mask))
  const green = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 8), mask))
  const blue = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 16), mask))
  storeXyb(f32x4.mul(red, scale), f32x4.mul(green, scale), f32x4.mul(blue, scale), at, plane)
}

/** Returns four 8-bit samples as numbers from 0 to 255. */
function samples(at: usize): v128 {
  return widened(i32x4.splat(load<i32>(at)))
}

function widened(bytes: v128): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)))
}

/** Loads `count` samples, up to 3. The first sample fills the other lanes. */
function fewSamples(at: usize, count: i32): v128 {
  let bytes = i8x16.splat(load<i8>(at))
  if (count > 1) bytes = i8x16.replace_lane(bytes, 1, load<i8>(at, 1))
  if (count > 2) bytes = i8x16.replace_lane(bytes, 2, load<i8>(at, 2))
  return widened(bytes)
}

function loadGray(x: i32, y: i32, count: i32, at: usize, plane: usize): void {
  let from = first + <usize>y * stride + <usize>x
  const scale = f32x4.splat(1.0 / 255.0)
  for (; count > 0; count -= 4, from += 4, at += 16) {
    const gray = f32x4.mul(count < 4 ? fewSamples(from, count) : samples(from), scale)
    storeXyb(gray, gray, gray, at, plane)
  }
}

function loadYcc(x: i32, y: i32, count: i32, at: usize, plane: usize): void {
  let from = first + <usize>y * stride + <usize>x
  enlarge(cb, x, y, count, chroma)
  enlarge(cr, x, y, count, chroma + CHROMA_BYTES)
  let blue = chroma
  for (let i = 0; i < count; i += 4, from += 4, at += 16, blue += 16) {
    const luma = i + 4 > count ? fewSamples(from, count - i) : samples(from)
    convertYcc(luma, v128.load(blue), v128.load(blue, CHROMA_BYTES), at, plane)
  }
}

/** Converts four pixels. Chroma has no offset. */
function convertYcc(luma: v128, blue: v128, red: v128, at: usize, plane: usize): void {
  const scale: f32 = 1.0 / 255.0
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  const gray = f32x4.mul(luma, f32x4.splat(scale))
  const r = f32x4.add(gray, f32x4.mul(red, f32x4.splat(<f32>1.402 * scale)))
  const g = f32x4.sub(
    gray,
    f32x4.add(
      f32x4.mul(blue, f32x4.splat(<f32>0.344136286 * scale)),
      f32x4.mul(red, f32x4.splat(<f32>0.714136286 * scale)),
    ),
  )
  const b = f32x4.add(gray, f32x4.mul(blue, f32x4.splat(<f32>1.772 * scale)))
  storeXyb(
    f32x4.min(f32x4.max(r, zero), one),
    f32x4.min(f32x4.max(g, zero), one),
    f32x4.min(f32x4.max(b, zero), one),
    at,
    plane,
  )
}

/**
 * Enlarges a chroma row to the picture's width and height. A halved chroma sample lies in the
 * middle between two pixels. A pixel takes three quarters of the nearer sample and a quarter of the
 * other one, as in JPEG decoders.
 * @param x first column, an even number
 * @param to address for the samples, from which 128 is subtracted
 */
function enlarge(from: usize, x: i32, y: i32, count: i32, to: usize): void {
  const sampleHeight = (height + shiftY) >> shiftY
  const sampleWidth = (width + shiftX) >> shiftX
  const near = y >> shiftY
  let far = near
  if (shiftY > 0) far = max(0, min(sampleHeight - 1, (y & 1) === 0 ? near - 1 : near + 1))
  const nearRow = from + <usize>near * chromaStride
  const farRow = from + <usize>far * chromaStride
  if (shiftX === 0) {
    for (let i = 0; i < count; i++) store<f32>(to + 4 * <usize>i, blend(nearRow, farRow, x + i))
    return
  }
  const start = x >> 1
  const end = (x + count - 1) >> 1
  let before = blend(nearRow, farRow, max(0, start - 1))
  let here = blend(nearRow, farRow, start)
  for (let i = start; i <= end; i++, to += 8) {
    const after = blend(nearRow, farRow, min(sampleWidth - 1, i + 1))
    const most = <f32>0.75 * here
    store<f32>(to, most + <f32>0.25 * before)
    store<f32>(to, most + <f32>0.25 * after, 4)
    before = here
    here = after
  }
}

/** Returns a sample between two rows, with 128 subtracted. */
function blend(nearRow: usize, farRow: usize, column: i32): f32 {
  const near = <i32>load<u8>(nearRow + column)
  const far = <i32>load<u8>(farRow + column)
  const sum = 3 * near + far
  return <f32>sum * 0.25 - 128
}
