/** Stores an image's transforms (RFC 9649, 4) and undoes them row by row. */
import { block, VP8L_ABOVE, VP8L_COLORS, VP8L_CURRENT, VP8L_MODES, VP8L_ROW } from '../blocks'
import { bundleBits } from './bundle'
import { undoColors, undoGreen } from './colors'
import { definePalette, openPalette, undoPalette } from './palette'
import { undoFirstPixel, undoFirstRow, undoTile } from './predictor'
import { takeRow } from './window'

export const PREDICTOR = 0
export const COLOR = 1
export const GREEN = 2
export const INDEXING = 3

/** Bytes reserved before and after a row, which vector operations may read or overwrite. */
const MARGIN: usize = 32

/**
 * Image width as it is coded, before transforms are undone. A coded pixel may hold several palette
 * indices, so this width may be smaller than the picture width.
 */
export let codedWidth: i32 = 0

/**
 * The image's transforms in file order: type, width of the image that the transform applies to, and
 * setting (see `applyTransform`).
 */
const types = memory.data(4)
const widths = memory.data(4 * 4, 4)
const tileBits = memory.data(4 * 4, 4)
let applied: i32 = 0
let seen: i32 = 0

let modes: usize = 0
let multipliers: usize = 0
/** Number of palette indices in a coded pixel, as a power of two. */
let bundled: i32 = 0

let row: usize = 0
let above: usize = 0
let current: usize = 0

/** Minimum tile size as a power of two: tiles have at least 4 pixels a side (RFC 9649, 4.1). */
const MIN_BITS = 2

export function tilesOf(pixels: i32, bits: i32): i32 {
  return (pixels + (1 << bits) - 1) >> bits
}

export function maxTiles(across: i32, down: i32): usize {
  return <usize>tilesOf(across, MIN_BITS) * <usize>tilesOf(down, MIN_BITS)
}

export function openTransforms(across: i32, down: i32): void {
  codedWidth = across
  applied = 0
  seen = 0
  const tiles = maxTiles(across, down)
  modes = block(VP8L_MODES, tiles)
  multipliers = block(VP8L_COLORS, tiles * 4)
  openPalette()
  // The buffer `row` must hold 256 pixels even if the image is narrower, because a palette is
  // stored as a row with up to 256 pixels.
  row = block(VP8L_ROW, ((<usize>max(across, 256)) << 2) + 2 * MARGIN) + MARGIN
  above = block(VP8L_ABOVE, ((<usize>across) << 2) + 2 * MARGIN) + MARGIN
  current = block(VP8L_CURRENT, ((<usize>across) << 2) + 2 * MARGIN) + MARGIN
}

/**
 * Adds a transform to the image's list.
 * @param setting tile size as a power of two, or number of colors in a palette
 * @returns `false` if the image already has a transform with this type
 */
export function applyTransform(type: i32, setting: i32): bool {
  if (seen & (1 << type)) return false
  seen |= 1 << type
  store<u8>(types + applied++, type)
  store<i32>(widths + ((<usize>type) << 2), codedWidth)
  store<i32>(tileBits + ((<usize>type) << 2), setting)
  if (type !== INDEXING) return true
  bundled = bundleBits(setting)
  codedWidth = tilesOf(codedWidth, bundled)
  return true
}

/**
 * Copies a row in a transform's image out of the window, and stores the values in its pixels:
 * predictor modes, multipliers or palette colors.
 * @returns address of the next row in the window
 */
export function takeTransformRow(type: i32, y: i32, at: usize, pixels: i32): usize {
  const next = takeRow(at, pixels, row)
  const first = <usize>y * pixels
  if (type === PREDICTOR) {
    for (let x: usize = 0; x < <usize>pixels; x++)
      store<u8>(modes + first + x, load<u8>(row + (x << 2) + 1) & 15)
  } else if (type === COLOR) {
    memory.copy(multipliers + (first << 2), row, (<usize>pixels) << 2)
  } else {
    definePalette(row, pixels)
  }
  return next
}

/** Address of the pixel row that `undoRow` has produced. */
export let undone: usize = 0

/**
 * Copies a picture row out of the window and undoes the transforms. The result is at `undone`.
 * @returns address of the next row in the window
 */
export function undoRow(y: i32, at: usize): usize {
  const next = takeRow(at, codedWidth, row)
  undone = row
  for (let i = applied - 1; i >= 0; i--) {
    const type = <i32>load<u8>(types + i)
    const width = load<i32>(widths + ((<usize>type) << 2))
    const bits = load<i32>(tileBits + ((<usize>type) << 2))
    const tile = <usize>(y >> bits) * tilesOf(width, bits)
    if (type === GREEN) undoGreen(row, width)
    else if (type === COLOR) undoColors(row, width, multipliers + (tile << 2), bits)
    else if (type === INDEXING) undoPalette(row, width, bundled)
    else predicted(y, width, modes + tile, bits, i > 0)
  }
  return next
}

/**
 * Undoes the predictor transform in a row, and keeps the result as the row above for the next row.
 * @param changes `true` if transforms that change the row in place are still to be undone
 */
function predicted(y: i32, width: i32, tiles: usize, bits: i32, changes: bool): void {
  if (y === 0) undoFirstRow(row, current, width)
  else undoTiles(width, tiles, bits)
  const made = current
  current = above
  above = made
  if (changes) memory.copy(row, made, (<usize>width) << 2)
  else undone = made
}

/** Undoes the predictor transform in a row after the first. */
function undoTiles(width: i32, tiles: usize, bits: i32): void {
  undoFirstPixel(row, current, above, width)
  for (let x = 1; x < width; ) {
    const tile = x >> bits
    const end = min(width, (tile + 1) << bits)
    const at = (<usize>x) << 2
    undoTile(load<u8>(tiles + tile), row + at, current + at, above + at, current + ((<usize>end) << 2))
    x = end
  }
}
