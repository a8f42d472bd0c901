import { copy } from './copy'

function move(from: usize, to: usize, bytesPerPixel: usize): void {
  if (bytesPerPixel === 4) store<u32>(to, load<u32>(from))
  else store<u8>(to, load<u8>(from))
}

function copyRow(from: usize, to: usize, bytes: usize): void {
  const whole = bytes & ~15
  for (let at: usize = 0; at < whole; at += 16) v128.store(to + at, v128.load(from + at))
  copy(from + whole, to + whole, bytes - whole)
}

function reverse(pixels: v128, bytesPerPixel: usize): v128 {
  return bytesPerPixel === 4
    ? i32x4.shuffle(pixels, pixels, 3, 2, 1, 0)
    : i8x16.shuffle(pixels, pixels, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
}

function mirrorRow(from: usize, to: usize, bytes: usize, bytesPerPixel: usize): void {
  const whole = bytes & ~15
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(to + bytes - 16 - at, reverse(v128.load(from + at), bytesPerPixel))
  }
  for (let at = whole; at < bytes; at += bytesPerPixel)
    move(from + at, to + bytes - bytesPerPixel - at, bytesPerPixel)
}

// The functions below exchange the axes: the result's pixel (x, y) is the source's pixel (y, x). A
// negative stride (distance between rows in bytes) mirrors the picture.

function exchangeWide(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const a = v128.load(from)
  const b = v128.load(from + fromStride)
  const c = v128.load(from + 2 * fromStride)
  const d = v128.load(from + 3 * fromStride)
  const acLow = i32x4.shuffle(a, c, 0, 4, 1, 5)
  const acHigh = i32x4.shuffle(a, c, 2, 6, 3, 7)
  const bdLow = i32x4.shuffle(b, d, 0, 4, 1, 5)
  const bdHigh = i32x4.shuffle(b, d, 2, 6, 3, 7)
  v128.store(to, i32x4.shuffle(acLow, bdLow, 0, 4, 1, 5))
  v128.store(to + toStride, i32x4.shuffle(acLow, bdLow, 2, 6, 3, 7))
  v128.store(to + 2 * toStride, i32x4.shuffle(acHigh, bdHigh, 0, 4, 1, 5))
  v128.store(to + 3 * toStride, i32x4.shuffle(acHigh, bdHigh, 2, 6, 3, 7))
}

function zipLow(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
}

function zipHigh(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
}

function storeTwo(rows: v128, to: usize, toStride: usize): void {
  store<i64>(to, i64x2.extract_lane(rows, 0))
  store<i64>(to + toStride, i64x2.extract_lane(rows, 1))
}

/**
 * Exchanges the axes in an 8 × 8 square and stores the result. Each vector interleaves two pixel
 * rows: 0 and 4, 1 and 5, 2 and 6, or 3 and 7.
 */
function exchangeHalf(r04: v128, r15: v128, r26: v128, r37: v128, to: usize, toStride: usize): void {
  const evenLow = zipLow(r04, r26)
  const evenHigh = zipHigh(r04, r26)
  const oddLow = zipLow(r15, r37)
  const oddHigh = zipHigh(r15, r37)
  storeTwo(zipLow(evenLow, oddLow), to, toStride)
  storeTwo(zipHigh(evenLow, oddLow), to + 2 * toStride, toStride)
  storeTwo(zipLow(evenHigh, oddHigh), to + 4 * toStride, toStride)
  storeTwo(zipHigh(evenHigh, oddHigh), to + 6 * toStride, toStride)
}

function exchangeNarrow(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const r0 = v128.load(from)
  const r1 = v128.load(from + fromStride)
  const r2 = v128.load(from + 2 * fromStride)
  const r3 = v128.load(from + 3 * fromStride)
  from += 4 * fromStride
  const r4 = v128.load(from)
  const r5 = v128.load(from + fromStride)
  const r6 = v128.load(from + 2 * fromStride)
  const r7 = v128.load(from + 3 * fromStride)
  exchangeHalf(zipLow(r0, r4), zipLow(r1, r5), zipLow(r2, r6), zipLow(r3, r7), to, toStride)
  to += 8 * toStride
  exchangeHalf(zipHigh(r0, r4), zipHigh(r1, r5), zipHigh(r2, r6), zipHigh(r3, r7), to, toStride)
}

/**
 * Exchanges a plane's axes. Square pixel tiles are processed in row bands. A band is so high that
 * it fills complete cache lines (64 bytes) in the result. The pixels that are left at the right and
 * the bottom edge follow one by one.
 */
function exchange(
  from: usize,
  fromStride: usize,
  width: usize,
  height: usize,
  to: usize,
  toStride: usize,
  bytesPerPixel: usize,
): void {
  const wide = bytesPerPixel === 4
  const columns: usize = wide ? 4 : 16
  const rows: usize = wide ? 4 : 8
  const band: usize = 64 / bytesPerPixel
  const wholeWidth = width - (width % columns)
  const wholeHeight = height - (height % rows)
  for (let top: usize = 0; top < wholeHeight; top += band) {
    const bottom = min(top + band, wholeHeight)
    for (let x: usize = 0; x < wholeWidth; x += columns) {
      for (let y = top; y < bottom; y += rows) {
        const tile = from + y * fromStride + x * bytesPerPixel
        const place = to + x * toStride + y * bytesPerPixel
        if (wide) exchangeWide(tile, fromStride, place, toStride)
        else exchangeNarrow(tile, fromStride, place, toStride)
      }
    }
  }
  for (let y: usize = 0; y < height; y++) {
    for (let x = y < wholeHeight ? wholeWidth : 0; x < width; x++) {
      move(from + y * fromStride + x * bytesPerPixel, to + x * toStride + y * bytesPerPixel, bytesPerPixel)
    }
  }
}

/** Parameters for `turnPlane`. */
@unmanaged
class Turn {
  source: usize
  /** Source width and height in pixels. With `swap`, the result is `height` pixels wide. */
  width: usize
  height: usize
  /** Pixel length in bytes: 1 or 4. */
  bytesPerPixel: usize
  /**
   * 1 to exchange the axes (`swap`), to mirror left to right (`mirrorX`) or top to bottom
   * (`mirrorY`), otherwise 0.
   */
  swap: i32
  mirrorX: i32
  mirrorY: i32
  /** Receives as many bytes as the source has. It must not overlap the source. */
  out: usize
}

/**
 * Mirrors a picture or exchanges its axes, in any of the eight combinations. The source is first
 * mirrored along the chosen axes. Then the axes are exchanged if `swap` is 1.
 */
export function turnPlane(values: Turn): void {
  const source = values.source
  const width = values.width
  const height = values.height
  const bytesPerPixel = values.bytesPerPixel
  const swap = values.swap
  const mirrorX = values.mirrorX
  const mirrorY = values.mirrorY
  const out = values.out
  const rowBytes = width * bytesPerPixel
  const lastRow = source + (height - 1) * rowBytes
  if (swap) {
    const outBytes = height * bytesPerPixel
    const lastOut = out + (width - 1) * outBytes
    exchange(
      mirrorX ? lastRow : source,
      mirrorX ? 0 - rowBytes : rowBytes,
      width,
      height,
      mirrorY ? lastOut : out,
      mirrorY ? 0 - outBytes : outBytes,
      bytesPerPixel,
    )
    return
  }
  let from = mirrorY ? lastRow : source
  for (let row: usize = 0; row < height; row++) {
    const to = out + row * rowBytes
    if (mirrorX) mirrorRow(from, to, rowBytes, bytesPerPixel)
    else copyRow(from, to, rowBytes)
    from = mirrorY ? from - rowBytes : from + rowBytes
  }
}
