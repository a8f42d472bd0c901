/** Reduces a picture's colors to a palette. */
import { alloc, countedBytes, startCount } from '../heap'
import { MAX_COLORS } from '../max-colors'
import { OPAQUE } from '../rgba'
import { LIMIT } from '../status'
import { buildColors, colors, openBuild } from './build'
import { openCache } from './cache'
import { ditherPixels, openDither } from './dither'
import { countColors, openHistogram } from './histogram'
import { mapPixels } from './map'
import { openNearest } from './nearest'
import { unpremultiplied } from './premultiply'
import { openRowReader, RowReader } from './rows'
import { openSimilar } from './similar'
import { openSplit } from './split'

/** Maximum width and height in pixels. */
const MAX_SIDE: i32 = 0x400000

let width: usize = 0
let height: usize = 0
let reader: RowReader = changetype<RowReader>(0)
let table: usize = 0

/**
 * Opens the quantizer for a picture.
 * @returns 0, or a negative status if the arguments are invalid
 */
export function paletteOpen(w: i32, h: i32): i32 {
  if (w < 1 || h < 1) return -1
  if (w > MAX_SIDE || h > MAX_SIDE) return LIMIT
  width = w
  height = h
  reader = openRowReader(width)
  table = alloc(4 * MAX_COLORS)
  openHistogram()
  openSplit()
  openNearest()
  openCache()
  openSimilar()
  openBuild()
  openDither(width, height)
  return 0
}

/** Returns how many bytes `paletteOpen` allocates. */
export function paletteBytes(w: i32, h: i32): f64 {
  startCount()
  return countedBytes(paletteOpen(w, h))
}

/**
 * Reduces a picture's colors. Its pixels are replaced by indices, which begin at the same address,
 * one byte for each pixel.
 * @param rgba RGBA pixel address
 * @param most maximum number of colors, 2 to 256
 * @param dithers 1 if errors are diffused, otherwise 0
 * @param isOpaque 1 if alpha does not count, otherwise 0
 * @returns the number of colors, which may be less
 */
export function paletteReduce(rgba: usize, most: u32, dithers: i32, isOpaque: i32): u32 {
  const forced: u32 = isOpaque !== 0 ? OPAQUE : 0
  const isTransparent = countColors(rgba, width, height, reader.current, forced)
  const count = buildColors(min<u32>(MAX_COLORS, max<u32>(2, most)), isTransparent)
  for (let index: u32 = 0; index < count; index++)
    store<u32>(table + 4 * index, unpremultiplied(load<u32>(colors + 4 * index)))
  if (dithers !== 0) ditherPixels(rgba, count, forced)
  else mapPixels(rgba, height, reader, forced)
  return count
}

/** Returns the address of the palette's RGBA colors. Colors that are not opaque come first. */
export function paletteColors(): usize {
  return table
}
