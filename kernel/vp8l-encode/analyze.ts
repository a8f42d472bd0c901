/**
 * Chooses a picture's transforms. It estimates the entropy with each transform by comparing
 * neighboring pixels in some rows.
 */
import { alloc } from '../heap'
import { hashOf } from './cache'
import { increment } from './histogram'
import { log2 } from './logs'
import { MAX_COLORS } from './palette'

export const PLAIN: i32 = 0
export const SPATIAL: i32 = 1
export const GREEN: i32 = 2
export const SPATIAL_GREEN: i32 = 3
export const INDEXED: i32 = 4

/**
 * Indices of the histograms, each of which has 256 counts. There are histograms for each channel,
 * and for its difference from the pixel to the left (`_LEFT`). For both there is another one,
 * computed after green was subtracted from the channel (`_GREEN`).
 */
const A: usize = 0
const A_LEFT: usize = 1
const R: usize = 2
const R_LEFT: usize = 3
const G: usize = 4
const G_LEFT: usize = 5
const B: usize = 6
const B_LEFT: usize = 7
const R_GREEN: usize = 8
const R_GREEN_LEFT: usize = 9
const B_GREEN: usize = 10
const B_GREEN_LEFT: usize = 11
const COLORS: usize = 12
const HISTOGRAMS: usize = 13

/**
 * Maximum colors at which a picture always gets a palette. With so few colors, at least four
 * palette indices fit in one coded pixel.
 */
const BUNDLED: i32 = 4
const HISTOGRAM: usize = 1024
/**
 * Maximum pixels in a picture that is analyzed completely. In larger pictures, some rows are
 * skipped.
 */
const SAMPLE: u32 = 1 << 20

let histograms: usize = 0

export function analyzeOpen(): void {
  histograms = alloc(HISTOGRAMS * HISTOGRAM)
}

function count(which: usize, value: u32): void {
  increment(histograms + which * HISTOGRAM + <usize>(value & 255) * 4)
}

function entropy(which: usize): f32 {
  let total: u32 = 0
  let sum: f32 = 0
  for (let i: usize = 0; i < 256; i++) {
    const occurrences = load<u32>(histograms + which * HISTOGRAM + i * 4)
    if (occurrences === 0) continue
    total += occurrences
    sum += <f32>occurrences * log2(occurrences)
  }
  return total > 0 ? <f32>total * log2(total) - sum : 0
}

/**
 * Chooses a picture's transforms.
 * @param colors the picture's colors; at most `MAX_COLORS` colors can be replaced by palette
 *   indices
 * @returns PLAIN, SPATIAL, GREEN, SPATIAL_GREEN or INDEXED
 */
export function chooseTransforms(pixels: usize, width: u32, height: u32, colors: i32): i32 {
  memory.fill(histograms, 0, HISTOGRAMS * HISTOGRAM)
  const step = max<u32>(1, (width * height) / SAMPLE)
  for (let y: u32 = 0; y < height; y += step) countRow(pixels + <usize>y * width * 4, width, y > 0)
  const none = entropy(A) + entropy(R) + entropy(G) + entropy(B)
  const spatial = entropy(A_LEFT) + entropy(R_LEFT) + entropy(G_LEFT) + entropy(B_LEFT)
  const green = entropy(A) + entropy(R_GREEN) + entropy(G) + entropy(B_GREEN)
  const both = entropy(A_LEFT) + entropy(R_GREEN_LEFT) + entropy(G_LEFT) + entropy(B_GREEN_LEFT)
  let least = none
  let best = PLAIN
  if (spatial < least) {
    least = spatial
    best = SPATIAL
  }
  if (green < least) {
    least = green
    best = GREEN
  }
  if (both < least) {
    least = both
    best = SPATIAL_GREEN
  }
  if (colors > MAX_COLORS) return best
  return colors <= BUNDLED || entropy(COLORS) + <f32>8 * <f32>colors < least ? INDEXED : best
}

/**
 * Adds a row's pixels to the histograms. Pixels that equal the pixel to their left or the pixel
 * above are left out, because copies code them cheaply.
 */
function countRow(row: usize, width: u32, hasAbove: bool): void {
  let left = load<u32>(row)
  for (let x: u32 = 1; x < width; x++) {
    const at = row + <usize>x * 4
    const pixel = load<u32>(at)
    if (pixel === left) continue
    if (!hasAbove || pixel !== load<u32>(at - <usize>width * 4)) countPixels(pixel, left)
    left = pixel
  }
}

function countPixels(pixel: u32, left: u32): void {
  const green = (pixel >> 8) & 255
  const greenLeft = green - ((left >> 8) & 255)
  const redLeft = (pixel >> 16) - (left >> 16)
  const blueLeft = pixel - left
  count(A, pixel >> 24)
  count(A_LEFT, (pixel >> 24) - (left >> 24))
  count(R, pixel >> 16)
  count(R_LEFT, redLeft)
  count(G, green)
  count(G_LEFT, greenLeft)
  count(B, pixel)
  count(B_LEFT, blueLeft)
  count(R_GREEN, (pixel >> 16) - green)
  count(R_GREEN_LEFT, redLeft - greenLeft)
  count(B_GREEN, pixel - green)
  count(B_GREEN_LEFT, blueLeft - greenLeft)
  count(COLORS, hashOf(pixel) >> 24)
}
