/**
 * Expands rows with any color type and depth to gray, RGB or RGBA with 8 bits per sample, or to
 * RGBA with 16 bits.
 */
import { alloc } from '../heap'
import { rgb24ToRgba } from '../pixels/rgb24'
import { samplesOf, samplesOpen } from './samples'
import { expandWide, wideColor } from './wide'

/** Color types (PNG 11.2.1). */
export const GRAY: i32 = 0
export const RGB: i32 = 2
export const PALETTE: i32 = 3
const GRAY_ALPHA: i32 = 4
export const RGBA: i32 = 6

const OPAQUE: u32 = 0xff000000

let depth: i32 = 0
let colorType: i32 = 0
let channels: usize = 0
/**
 * `true` if pixels with color are expanded to three bytes, without alpha, because all are opaque.
 */
let narrow: bool = false
/** `true` if pixels may be transparent. Gray pixels are then expanded to RGBA. */
let hasAlpha: bool = false
let palette: usize = 0
let paletteSize: u32 = 0
/** `true` if the image has a transparent color: `key`, or `wideKey` if samples have 16 bits. */
let transparent: bool = false
let key: u32 = 0
let wideKey: u64 = 0

/**
 * Returns the number of samples per pixel, or 0 if the color type does not exist or does not allow
 * this bit depth.
 */
export function channelsOf(type: i32, bits: i32): i32 {
  const low = bits === 1 || bits === 2 || bits === 4
  if (!low && bits !== 8 && bits !== 16) return 0
  if (type === GRAY) return 1
  if (type === PALETTE) return bits === 16 ? 0 : 1
  if (low) return 0
  if (type === RGB) return 3
  if (type === GRAY_ALPHA) return 2
  return type === RGBA ? 4 : 0
}

/** Sets whether the next image's pixels may be transparent. */
export function expectAlpha(alpha: bool): void {
  hasAlpha = alpha
}

/**
 * Begins to expand an image. `expectAlpha` must have been called before.
 * @param interlaced `true` if the image is interlaced. Its pixels have no three bytes
 */
export function expandOpen(type: i32, bits: i32, width: i32, interlaced: bool): void {
  depth = bits
  colorType = type
  channels = channelsOf(type, bits)
  paletteSize = 0
  transparent = false
  wideKey = 0
  narrow = !hasAlpha && !interlaced && bits <= 8 && (type === RGB || type === PALETTE)
  samplesOpen(bits, grayScale(), <usize>width * channels)
  if (type === PALETTE) palette = alloc(1024)
}

/** Returns the factor that scales gray levels with less than 8 bits to the range 0 to 255. */
function grayScale(): i32 {
  return depth < 8 && colorType === GRAY ? 255 / ((1 << depth) - 1) : 1
}

export function paletteAddress(): usize {
  return palette
}

export function setPaletteSize(entries: i32): void {
  paletteSize = entries
}

/**
 * Makes one color of the image transparent. Only the lowest `depth` bits of its samples count (PNG
 * 11.3.1.1). The call has no effect if the image was opened without alpha.
 */
export function setTransparent(r: i32, g: i32, b: i32): void {
  if (!hasAlpha) return
  if (colorType === GRAY) {
    g = r
    b = r
  } else if (colorType !== RGB) return
  transparent = true
  const mask = (1 << depth) - 1
  const scale = grayScale()
  key = OPAQUE | (((b & mask) * scale) << 16) | (((g & mask) * scale) << 8) | ((r & mask) * scale)
  wideKey = wideColor(r, g, b)
}

/**
 * Returns an expanded pixel's length in bytes: 1 for gray, 3 for RGB, 4 for RGBA, 8 for RGBA with
 * 16 bits.
 */
export function pixelBytes(): i32 {
  if (depth === 16) return 8
  if (narrow) return 3
  return colorType === GRAY && !hasAlpha ? 1 : 4
}

/**
 * Returns `true` if the file's unfiltered rows need no expansion, because expanded rows have the
 * same bytes.
 */
export function isStoredAsShown(): bool {
  return depth === 8 && colorType !== PALETTE && <usize>pixelBytes() === channels
}

/**
 * Expands one row.
 * @param row the row's unfiltered bytes
 * @param out room for `count * pixelBytes()` bytes; one more byte may be overwritten
 * @param count pixels in the row
 * @returns `false` if a palette index is too large
 */
export function expandRow(row: usize, out: usize, count: usize): bool {
  if (depth === 16) {
    expandWide(row, out, count, channels, wideKey)
    return true
  }
  const samples = samplesOf(row, count * channels)
  if (colorType === PALETTE) return expandPalette(samples, out, count)
  if (isStoredAsShown()) memory.copy(out, samples, count * channels)
  else if (colorType === RGBA) memory.copy(out, samples, count * 4)
  else if (colorType === GRAY_ALPHA) expandGrayAlpha(samples, out, count)
  else if (colorType === RGB) rgb24ToRgba(samples, count, out)
  else if (hasAlpha) expandGray(samples, out, count)
  else memory.copy(out, samples, count)
  if (transparent) clear(out, count)
  return true
}

function expandPalette(samples: usize, out: usize, count: usize): bool {
  let largest: u32 = 0
  const step: usize = narrow ? 3 : 4
  for (let at: usize = 0; at < count; at++) {
    const index = <u32>load<u8>(samples + at)
    largest = max(largest, index)
    store<u32>(out, load<u32>(palette + 4 * <usize>index))
    out += step
  }
  return largest < paletteSize
}

function expandGray(samples: usize, out: usize, count: usize): void {
  for (let at: usize = 0; at < count; at++) {
    store<u32>(out + 4 * at, OPAQUE | (<u32>load<u8>(samples + at) * 0x010101))
  }
}

function expandGrayAlpha(samples: usize, out: usize, count: usize): void {
  for (let at: usize = 0; at < count; at++) {
    const pixel = <u32>load<u16>(samples + 2 * at)
    store<u32>(out + 4 * at, ((pixel & 0xff) * 0x010101) | ((pixel >> 8) << 24))
  }
}

function clear(out: usize, count: usize): void {
  for (let at = out; at < out + 4 * count; at += 4) {
    if (load<u32>(at) === key) store<u32>(at, key & ~OPAQUE)
  }
}
