/**
 * Channel transforms (ISO/IEC 18181-1:2022, H.6): reversible color transforms (RCT) and palettes. A
 * decoder undoes them.
 */
import { writeBits } from '../bits'
import { bits, val, writeU32 } from '../fields'

/** Transform kinds (table H.7). */
const RCT: u32 = 0
const PALETTE: u32 = 1

/**
 * Color transforms (H.6.3). A type is 7 times a permutation, plus an operation: 5 subtracts the
 * first channel from the third one, and their mean from the second one.
 */
export const RCT_NONE: u32 = 0
/** Y, Co and Cg. */
const RCT_YCOCG: u32 = 6
/** Green, blue minus green, red minus green. */
const RCT_GREEN: u32 = 10
/** Red, green minus the mean of red and blue, blue minus red. */
const RCT_MEAN: u32 = 5

function writeFirst(channel: u32): void {
  writeU32(channel, bits(3), bits(6, 8), bits(10, 72), bits(13, 1096))
}

/**
 * Describes a color transform for three channels.
 * @param first first channel's index
 */
export function writeRct(first: u32, type: u32): void {
  writeU32(RCT, val(0), val(1), val(2), val(3))
  writeFirst(first)
  writeU32(type, val(6), bits(2), bits(4, 2), bits(6, 10))
}

/**
 * Describes a palette (H.6.4). Its colors are a new first channel, as wide as the color count, with
 * a row for each channel that the palette replaces.
 * @param first first channel's index
 */
export function writePalette(first: u32, channels: u32, colors: u32): void {
  writeU32(PALETTE, val(0), val(1), val(2), val(3))
  writeFirst(first)
  writeU32(channels, val(1), val(3), val(4), bits(13, 1))
  writeU32(colors, bits(8), bits(10, 256), bits(12, 1280), bits(16, 5376))
  // No differences, and the predictor for them.
  writeU32(0, val(0), bits(8, 1), bits(10, 257), bits(16, 1281))
  writeBits(0, 4)
}

/** Transforms rows of red, green and blue in place. All channels have `count` samples. */
export function transformColors(type: u32, red: usize, green: usize, blue: usize, count: u32): void {
  const end = (<usize>count) << 2
  if (type === RCT_YCOCG) {
    for (let at: usize = 0; at < end; at += 4) {
      const b = load<i32>(blue + at)
      const co = load<i32>(red + at) - b
      const half = b + (co >> 1)
      const cg = load<i32>(green + at) - half
      store<i32>(red + at, half + (cg >> 1))
      store<i32>(green + at, co)
      store<i32>(blue + at, cg)
    }
  } else if (type === RCT_GREEN) {
    for (let at: usize = 0; at < end; at += 4) {
      const g = load<i32>(green + at)
      const r = load<i32>(red + at)
      store<i32>(red + at, g)
      store<i32>(green + at, load<i32>(blue + at) - g)
      store<i32>(blue + at, r - g)
    }
  } else if (type === RCT_MEAN) {
    for (let at: usize = 0; at < end; at += 4) {
      const r = load<i32>(red + at)
      const b = load<i32>(blue + at)
      store<i32>(green + at, load<i32>(green + at) - ((r + b) >> 1))
      store<i32>(blue + at, b - r)
    }
  }
}

/** Summed bit lengths of residuals, by transform. */
let sumNone: u32 = 0
let sumYcocg: u32 = 0
let sumGreen: u32 = 0
let sumMean: u32 = 0

function length(value: i32): u32 {
  return 32 - clz(abs(value))
}

/** Returns a sample minus its left and upper neighbors, plus its upper-left neighbor. */
function residual(at: usize, pitch: usize): i32 {
  return load<i32>(at) - load<i32>(at - 4) - load<i32>(at - pitch) + load<i32>(at - pitch - 4)
}

function addRow(red: usize, green: usize, blue: usize, pitch: usize, width: u32): void {
  for (let x: usize = 4; x < (<usize>width) << 2; x += 4) {
    const r = residual(red + x, pitch)
    const g = residual(green + x, pitch)
    const b = residual(blue + x, pitch)
    const co = r - b
    const half = b + (co >> 1)
    sumNone += length(r) + length(g) + length(b)
    sumYcocg += length(co) + length(g - half) + length(half + ((g - half) >> 1))
    sumGreen += length(g) + length(b - g) + length(r - g)
    sumMean += length(r) + length(b - r) + length(g - ((r + b) >> 1))
  }
}

/** Rows between two rows from which `chooseRct` takes residuals. */
const STEP: u32 = 8

/**
 * Chooses the color transform with the smallest residuals. Rows have no gaps between them.
 */
export function chooseRct(red: usize, green: usize, blue: usize, width: u32, height: u32): u32 {
  const pitch = (<usize>width) << 2
  sumNone = 0
  sumYcocg = 0
  sumGreen = 0
  sumMean = 0
  for (let y: u32 = min(STEP >> 1, height - 1); y < height && y > 0; y += STEP) {
    const row = <usize>y * pitch
    addRow(red + row, green + row, blue + row, pitch, width)
  }
  const least = min(min(sumNone, sumYcocg), min(sumGreen, sumMean))
  if (least === sumYcocg) return RCT_YCOCG
  if (least === sumGreen) return RCT_GREEN
  return least === sumMean ? RCT_MEAN : RCT_NONE
}
