/** PNG encoder: turns RGBA rows into filtered rows that are ready to be deflated. */
import { alloc, countedBytes, startCount } from '../heap'
import { OPAQUE } from '../rgba'
import { BORDER, bytes, distance, filterRow, setLengths } from './filter'
import { countRepeats, openRepeats } from './repeats'
import { collect, colors, openSurvey, samples, traitsOf, writeSamples } from './survey'
import { NONE, PAETH } from './unfilter'

/** Choice that gives each row the best of the five filters. */
export const ADAPTIVE: u32 = PAETH + 1

/** Row kind: one sample for each pixel, chosen by the color (see `pngEncodeSamples`). */
export const INDEXED: i32 = 5
/**
 * Row kind: one sample for each pixel. The source rows have one byte for each pixel instead of
 * RGBA.
 */
export const INDICES: i32 = 6

/** Maximum width in pixels. In a wider row, the sum of all byte magnitudes could exceed 32 bits. */
const MAX_WIDTH: i32 = 0x400000

let width: usize = 0
/** Number of samples with which the encoder was opened. */
let opened: i32 = 0
/** Number of samples in each pixel, `INDEXED` or `INDICES`. */
let kind: i32 = 0
/** Number of bits in a sample. */
let depth: usize = 8
let filter: u32 = 0
let adaptive: bool = false

let current: usize = 0
let prior: usize = 0
let best: usize = 0
let trial: usize = 0

/**
 * Begins to encode an image with 8 bits per sample.
 * @param w image width in pixels
 * @param count number of samples to write for each pixel: 1 for gray (taken from red), 2 for gray
 *   and alpha, 3 for RGB without alpha, 4 for RGBA. If it is odd, the picture's alpha does not
 *   count
 * @param choice filter for all rows, or `ADAPTIVE`
 * @returns 0, or a negative status if the arguments are invalid
 */
export function pngEncodeOpen(w: i32, count: i32, choice: u32): i32 {
  if (w < 1 || count < 1 || count > 4 || choice > ADAPTIVE) return -1
  if (w > MAX_WIDTH) return -3
  width = w
  opened = count
  setKind(count, 8)
  adaptive = choice > PAETH
  filter = choice
  current = alloc(bytes + 2 * BORDER) + BORDER
  prior = alloc(bytes + 2 * BORDER) + BORDER
  best = alloc(1 + bytes + BORDER)
  trial = adaptive ? alloc(1 + bytes + BORDER) : best
  openRepeats()
  openSurvey()
  return 0
}

/**
 * Sets the kind for the rows that follow. `pngEncodeRestart` must be called before the next row.
 * @param rows number of samples in each pixel, at most as many as in `pngEncodeOpen`; `INDEXED`
 *   after `pngEncodeSurvey`; or `INDICES`
 * @param bits number of bits in a sample: 1, 2, 4 or 8 with `INDEXED` and `INDICES`, otherwise 8
 * @returns 0, or a negative status if the arguments are invalid
 */
export function pngEncodeKind(rows: i32, bits: i32): i32 {
  const isIndexed = rows === INDEXED || rows === INDICES
  if (!isIndexed && (rows < 1 || rows > opened || bits !== 8)) return -1
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) return -1
  setKind(rows, bits)
  return 0
}

function setKind(rows: i32, bits: i32): void {
  kind = rows
  depth = bits
  const pixel: usize = kind > 4 ? 1 : kind
  setLengths((width * pixel * depth + 7) >> 3, pixel)
}

/**
 * Collects the colors in a picture that has at least one pixel. Alpha counts if the encoder was
 * opened for it.
 * @returns the number of colors; 0 if there are more than 256
 */
export function pngEncodeSurvey(rgba: usize, pixels: i32): u32 {
  return collect(rgba, pixels, forcedBits())
}

/** Returns the address of the RGBA colors that `pngEncodeSurvey` collected. */
export function pngEncodeColors(): usize {
  return colors
}

/** Returns the address of the sample that `INDEXED` writes for each collected color. */
export function pngEncodeSamples(): usize {
  return samples
}

/** Returns bits that tell if a picture has a colored pixel, or one that is not opaque. */
export function pngEncodeTraits(rgba: usize, pixels: i32): u32 {
  return traitsOf(rgba, pixels, forcedBits())
}

function forcedBits(): u32 {
  return opened & 1 ? OPAQUE : 0
}

/** Returns how many bytes `pngEncodeOpen` allocates. */
export function pngEncodeBytes(w: i32, count: i32, choice: u32): f64 {
  startCount()
  return countedBytes(pngEncodeOpen(w, count, choice))
}

/**
 * Begins the image again. The next row is filtered as the first row.
 * @param choice filter for all rows, as in `pngEncodeOpen`; `ADAPTIVE` only if the image was opened
 *   with it
 * @returns 0, or a negative status if the filter is invalid
 */
export function pngEncodeRestart(choice: u32): i32 {
  if (choice > ADAPTIVE || (choice > PAETH && trial === best)) return -1
  adaptive = choice > PAETH
  filter = choice
  // The row `current` becomes the row above the first one. Its bytes must be zeros (PNG 9.2).
  memory.fill(current, 0, bytes)
  return 0
}

/**
 * Counts the pixels in the last row that repeat an earlier pixel (see `countRepeats`). An earlier
 * row's pixels are known only if this function was called after that row, too.
 */
export function pngEncodeRepeats(): u32 {
  return countRepeats(current, bytes, distance)
}

/**
 * Filters the next row.
 * @param row the row's RGBA pixels; bytes with `INDICES`
 * @returns address of the filter type, followed by the filtered bytes; valid until the next row
 */
export function pngEncodeRow(row: usize): usize {
  const next = prior
  prior = current
  current = next
  pack(row)
  if (adaptive) chooseFilter()
  else if (filter === NONE) copyRow()
  else filterRow(filter, current, prior, best)
  return best
}

function copyRow(): void {
  store<u8>(best, NONE)
  memory.copy(best + 1, current, bytes)
}

/** Chooses the filter whose bytes have the smallest magnitude sum as signed numbers (PNG 12.7). */
function chooseFilter(): void {
  let least: u32 = u32.MAX_VALUE
  for (let tried = NONE; tried <= PAETH; tried++) {
    const sum = filterRow(tried, current, prior, trial)
    if (sum >= least) continue
    least = sum
    const better = trial
    trial = best
    best = better
  }
}

function pack(row: usize): void {
  if (kind === 4) memory.copy(current, row, bytes)
  else if (kind === 3) packRgb(row)
  else if (kind === 2) packGrayAlpha(row)
  else if (kind === 1) packGray(row)
  else {
    if (kind === INDEXED) writeSamples(row, width, current, forcedBits())
    else memory.copy(current, row, width)
    if (depth < 8) packBits()
  }
}

/** Packs the row's samples. The first sample takes the upper bits (PNG 7.2). */
function packBits(): void {
  let held: u32 = 0
  let free: u32 = 8
  let out = current
  for (let x: usize = 0; x < width; x++) {
    free -= <u32>depth
    held |= (<u32>load<u8>(current + x)) << free
    if (free > 0 && x + 1 < width) continue
    store<u8>(out++, held)
    held = 0
    free = 8
  }
}

function packGrayAlpha(row: usize): void {
  for (let at: usize = 0; at < width; at++)
    store<u16>(current + 2 * at, ((load<u32>(row + 4 * at) >>> 16) & 0xff00) | load<u8>(row + 4 * at))
}

function packGray(row: usize): void {
  for (let at: usize = 0; at < width; at++) store<u8>(current + at, load<u8>(row + 4 * at))
}

function packRgb(row: usize): void {
  let at: usize = 0
  for (; at + 4 <= width; at += 4) {
    const four = v128.load(row + 4 * at)
    const tight = i8x16.shuffle(four, four, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0)
    v128.store(current + 3 * at, tight)
  }
  for (; at < width; at++) store<u32>(current + 3 * at, load<u32>(row + 4 * at))
}
