/**
 * The color transform (RFC 9649, 4.2). It subtracts from red and blue the parts that correlate
 * with green, and from blue the part that correlates with red.
 */
import { alloc } from '../heap'
import { bottomOf, pixels, tileBits, topOf, width } from './picture'
import { OPAQUE_BLACK } from './predictors'
import { costsOf, highCosts, lowCosts, total } from './residual-cost'

/** Maximum pixels in a tile that are sampled to choose its multipliers. */
const SAMPLE: u32 = 4096
/**
 * Minimum saving, in eighths of a bit, for which a tile gets another multiplier than the previous
 * tile.
 */
const CHANGE: u32 = 128

/** Addresses of the sampled pixels' green, red and blue, as signed bytes. */
let greens: usize = 0
let reds: usize = 0
let blues: usize = 0
/** Address of the sampled blue values, after the part that correlates with green was subtracted. */
let rest: usize = 0
let sampled: u32 = 0

export function crossColorOpen(): void {
  greens = alloc(SAMPLE)
  reds = alloc(SAMPLE)
  blues = alloc(SAMPLE)
  rest = alloc(SAMPLE)
}

/**
 * Chooses the multipliers for each tile in a tile row, and transforms the tiles' pixels in place.
 * @param shares receives the multipliers, one pixel per tile (RFC 9649, 4.2)
 */
export function crossColorTiles(tileRow: u32, shares: usize): void {
  const bits = tileBits
  const top = topOf(tileRow)
  const bottom = bottomOf(tileRow)
  const tiles = (width + (1 << bits) - 1) >> bits
  let greenRed: i32 = 0
  let greenBlue: i32 = 0
  let redBlue: i32 = 0
  for (let tile: u32 = 0; tile < tiles; tile++) {
    const from = tile << bits
    const end = min(width, from + (1 << bits))
    takeSample(from, end, top, bottom)
    greenRed = bestShare(greens, reds, greenRed)
    greenBlue = bestShare(greens, blues, greenBlue)
    remove(greens, blues, greenBlue, rest)
    redBlue = bestShare(reds, rest, redBlue)
    const at = shares + <usize>(tileRow * tiles + tile) * 4
    store<u32>(at, OPAQUE_BLACK | ((redBlue & 255) << 16) | ((greenBlue & 255) << 8) | (greenRed & 255))
    if ((greenRed | greenBlue | redBlue) === 0) continue
    for (let y = top; y < bottom; y++) {
      transformRow(pixels + <usize>(y * width + from) * 4, end - from, greenRed, greenBlue, redBlue)
    }
  }
}

/**
 * Samples all rows in a tile, or some rows in a large tile. Zeros pad the sample to a multiple of
 * sixteen pixels.
 */
function takeSample(from: u32, end: u32, top: u32, bottom: u32): void {
  const columns = min(end - from, 512)
  const step = max(1, (columns * (bottom - top) + SAMPLE - 1) / SAMPLE)
  let count: u32 = 0
  for (let y = top; y < bottom && count + columns <= SAMPLE; y += step) {
    const row = pixels + <usize>(y * width + from) * 4
    for (let x: u32 = 0; x < columns; x++, count++) {
      const pixel = load<u32>(row + <usize>x * 4)
      store<u8>(greens + <usize>count, <u8>(pixel >> 8))
      store<u8>(reds + <usize>count, <u8>(pixel >> 16))
      store<u8>(blues + <usize>count, <u8>pixel)
    }
  }
  for (; (count & 15) !== 0; count++) {
    store<u8>(greens + <usize>count, 0)
    store<u8>(reds + <usize>count, 0)
    store<u8>(blues + <usize>count, 0)
  }
  sampled = count
}

/**
 * Returns `value - (share * from >> 5)` for sixteen signed bytes: the part of a channel that
 * another channel does not predict.
 */
function without(from: v128, value: v128, share: v128): v128 {
  const low = i16x8.shr_s(i16x8.mul(i16x8.extend_low_i8x16_s(from), share), 5)
  const high = i16x8.shr_s(i16x8.mul(i16x8.extend_high_i8x16_s(from), share), 5)
  const shuffled = i8x16.shuffle(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
  return i8x16.sub(value, shuffled)
}

function remove(from: usize, values: usize, share: i32, out: usize): void {
  const shares = i16x8.splat(<i16>share)
  for (let at: usize = 0; at < sampled; at += 16) {
    v128.store(out + at, without(v128.load(from + at), v128.load(values + at), shares))
  }
}

function costWith(from: usize, values: usize, share: i32): u32 {
  const shares = i16x8.splat(<i16>share)
  const low = lowCosts()
  const high = highCosts()
  let sum: u32 = 0
  for (let start: usize = 0; start < sampled; start += 4096) {
    let costs = i16x8.splat(0)
    for (let at = start; at < min<usize>(sampled, start + 4096); at += 16) {
      const left = without(v128.load(from + at), v128.load(values + at), shares)
      costs = i16x8.add(costs, costsOf(left, low, high))
    }
    sum += total(costs)
  }
  return sum
}

/**
 * Returns the multiplier with which the values that remain after subtraction cost the fewest bits.
 * The search starts from the previous tile's multiplier or from 0, whichever is better, and takes
 * ever smaller steps.
 */
function bestShare(from: usize, values: usize, before: i32): i32 {
  let best = before
  let least = costWith(from, values, before)
  if (least > CHANGE) least -= CHANGE
  if (before !== 0) {
    const cost = costWith(from, values, 0)
    if (cost < least) {
      least = cost
      best = 0
    }
  }
  for (let step: i32 = 16; step > 0; step >>= 1) {
    const middle = best
    for (let side = -1; side <= 1; side += 2) {
      const share = middle + side * step
      if (share < -128 || share > 127) continue
      const cost = costWith(from, values, share)
      if (cost >= least) continue
      least = cost
      best = share
    }
  }
  return best
}

function transformRow(row: usize, count: u32, greenRed: i32, greenBlue: i32, redBlue: i32): void {
  const toRed = i32x4.splat(greenRed)
  const toBlue = i32x4.splat(greenBlue)
  const redToBlue = i32x4.splat(redBlue)
  let x: u32 = 0
  for (; x + 4 <= count; x += 4) {
    const at = row + <usize>x * 4
    v128.store(at, transformed(v128.load(at), toRed, toBlue, redToBlue))
  }
  for (; x < count; x++) {
    const at = row + <usize>x * 4
    store<u32>(at, i32x4.extract_lane(transformed(i32x4.splat(load<u32>(at)), toRed, toBlue, redToBlue), 0))
  }
}

function transformed(four: v128, toRed: v128, toBlue: v128, redToBlue: v128): v128 {
  const green = i32x4.shr_s(i32x4.shl(four, 16), 24)
  const red = i32x4.shr_s(i32x4.shl(four, 8), 24)
  const fromRed = i32x4.shr_s(i32x4.mul(green, toRed), 5)
  const fromBlue = i32x4.add(
    i32x4.shr_s(i32x4.mul(green, toBlue), 5),
    i32x4.shr_s(i32x4.mul(red, redToBlue), 5),
  )
  const byte = i32x4.splat(255)
  const shares = v128.or(i32x4.shl(v128.and(fromRed, byte), 16), v128.and(fromBlue, byte))
  return i8x16.sub(four, shares)
}
