/** PNG encoder: turns rows of RGBA pixels into filtered rows that are ready to be deflated. */
import { alloc, countedBytes, startCount } from '../heap'
import { BORDER, filterRow } from './filter'
import { countRepeats, openRepeats } from './repeats'
import { NONE, PAETH } from './unfilter'

/** Choice that gives each row the best of the five filters. */
export const ADAPTIVE: u32 = PAETH + 1

/**
 * Maximum width in pixels. The sum of the magnitudes of all bytes in a wider row could exceed 32
 * bits.
 */
const MAX_WIDTH: i32 = 0x400000

let width: usize = 0
let channels: usize = 0
let bytes: usize = 0
let filter: u32 = 0
let adaptive: bool = false

let input: usize = 0
let current: usize = 0
let prior: usize = 0
let best: usize = 0
let trial: usize = 0

/**
 * Begins to encode an image with 8 bits per sample.
 * @param w width of the image in pixels
 * @param samples number of samples to write for each pixel: 1 for gray (taken from red), 3 for RGB
 *   without alpha, 4 for RGBA
 * @param choice filter of all rows, or `ADAPTIVE`
 * @returns 0, or a negative status if the arguments are invalid
 */
export function pngEncodeOpen(w: i32, samples: i32, choice: u32): i32 {
  if (w < 1 || (samples !== 1 && samples !== 3 && samples !== 4) || choice > ADAPTIVE) return -1
  if (w > MAX_WIDTH) return -3
  width = w
  channels = samples
  bytes = width * channels
  adaptive = choice > PAETH
  filter = choice
  input = alloc(4 * width)
  current = alloc(bytes + 2 * BORDER) + BORDER
  prior = alloc(bytes + 2 * BORDER) + BORDER
  best = alloc(1 + bytes + BORDER)
  trial = adaptive ? alloc(1 + bytes + BORDER) : best
  openRepeats()
  return 0
}

/** Returns the number of bytes that `pngEncodeOpen` allocates. */
export function pngEncodeBytes(w: i32, samples: i32, choice: u32): f64 {
  startCount()
  return countedBytes(pngEncodeOpen(w, samples, choice))
}

/**
 * Begins the image again. The next row is filtered as the first row.
 * @param choice filter of all rows, as in `pngEncodeOpen`; `ADAPTIVE` only if the image was opened
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
 * Counts the pixels of the last row that repeat an earlier pixel (see `countRepeats`). The pixels
 * of an earlier row are known only if this function was called after that row, too.
 */
export function pngEncodeRepeats(): u32 {
  return countRepeats(current, bytes, channels)
}

/** Returns the address of a buffer to which the caller may write one row of RGBA pixels. */
export function pngEncodeInput(): usize {
  return input
}

/**
 * Filters the next row.
 * @param row RGBA pixels of the row
 * @returns address of the filter type, followed by `width * samples` filtered bytes; valid until
 *   the next row
 */
export function pngEncodeRow(row: usize): usize {
  const next = prior
  prior = current
  current = next
  pack(row)
  if (adaptive) chooseFilter()
  else if (filter === NONE) copyRow()
  else filterRow(filter, current, prior, best, bytes, channels)
  return best
}

function copyRow(): void {
  store<u8>(best, NONE)
  memory.copy(best + 1, current, bytes)
}

/**
 * Chooses the filter whose bytes have the smallest sum of magnitudes as signed numbers (PNG 12.7).
 */
function chooseFilter(): void {
  let least: u32 = u32.MAX_VALUE
  for (let tried = NONE; tried <= PAETH; tried++) {
    const sum = filterRow(tried, current, prior, trial, bytes, channels)
    if (sum >= least) continue
    least = sum
    const better = trial
    trial = best
    best = better
  }
}

function pack(row: usize): void {
  if (channels === 4) memory.copy(current, row, bytes)
  else if (channels === 3) packRgb(row)
  else packGray(row)
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
