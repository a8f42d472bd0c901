/**
 * Near-lossless changes to a picture that is encoded without the predictor transform, after
 * libwebp's near_lossless_enc.c. In a busy neighborhood, the channel values become multiples of a
 * step, which is a power of two. Alpha stays exact.
 */
import { alloc } from '../heap'
import { OPAQUE_BLACK } from './predictors'

/** Address of the original pixels in the row above. */
let above: usize = 0

export function roundOpen(width: u32): void {
  above = alloc(<usize>width * 4)
}

/** Gives all transparent pixels the same color, black. */
export function clearTransparent(pixels: usize, count: u32): void {
  const opaque = i32x4.splat(OPAQUE_BLACK)
  const zero = i32x4.splat(0)
  let i: u32 = 0
  for (; i + 4 <= count; i += 4) {
    const at = pixels + <usize>i * 4
    const four = v128.load(at)
    v128.store(at, v128.andnot(four, i32x4.eq(v128.and(four, opaque), zero)))
  }
  for (; i < count; i++) {
    const at = pixels + <usize>i * 4
    if (load<u8>(at + 3) === 0) store<u32>(at, 0)
  }
}

/**
 * Rounds pixels in place, first to multiples of a large step, then the remaining pixels to
 * multiples of ever smaller steps. The first and last rows and columns stay exact.
 * @param strength largest step as a power of two. No channel changes by more than half the step
 */
export function roundPixels(pixels: usize, width: u32, height: u32, strength: u32): void {
  if (width < 3) return
  const stride = <usize>width * 4
  for (let bits = strength; bits > 0; bits--) {
    memory.copy(above, pixels, stride)
    for (let y: u32 = 1; y + 1 < height; y++) roundRow(pixels + <usize>y * stride, width, bits)
  }
}

function roundRow(row: usize, width: u32, bits: u32): void {
  const stride = <usize>width * 4
  let left = i32x4.splat(load<u32>(row))
  store<u32>(above, load<u32>(row))
  let x: u32 = 1
  for (; x + 4 < width; x += 4) {
    const at = row + <usize>x * 4
    const four = v128.load(at)
    const before = v128.shuffle<u32>(left, four, 3, 4, 5, 6)
    const top = v128.load(above + <usize>x * 4)
    v128.store(above + <usize>x * 4, four)
    const most = maxDifference(four, before, v128.load(at + 4), top, v128.load(at + stride))
    v128.store(at, changed(four, most, bits))
    left = four
  }
  left = i32x4.splat(i32x4.extract_lane(left, 3))
  for (; x + 1 < width; x++) {
    const at = row + <usize>x * 4
    const one = i32x4.splat(load<u32>(at))
    const right = i32x4.splat(load<u32>(at + 4))
    const top = i32x4.splat(load<u32>(above + <usize>x * 4))
    const below = i32x4.splat(load<u32>(at + stride))
    store<u32>(above + <usize>x * 4, i32x4.extract_lane(one, 0))
    const most = maxDifference(one, left, right, top, below)
    store<u32>(at, i32x4.extract_lane(changed(one, most, bits), 0))
    left = one
  }
  store<u32>(above + stride - 4, load<u32>(row + stride - 4))
}

/**
 * Returns the maximum difference, in each channel, between four pixels and the pixels to the left,
 * to the right, above and below.
 */
function maxDifference(four: v128, left: v128, right: v128, top: v128, below: v128): v128 {
  const beside = i8x16.max_u(apart(four, left), apart(four, right))
  return i8x16.max_u(beside, i8x16.max_u(apart(four, top), apart(four, below)))
}

/**
 * Returns four pixels, rounded where a channel differs from a neighbor by at least the step.
 * @param most result of `maxDifference`
 */
function changed(four: v128, most: v128, bits: u32): v128 {
  const step: u32 = 1 << bits
  const isBusy = i8x16.ge_u(most, i8x16.splat(<i8>step))
  const busy = i32x4.ne(isBusy, i32x4.splat(0))
  const colors = v128.andnot(busy, i32x4.splat(OPAQUE_BLACK))
  return v128.bitselect(rounded(four, bits), four, colors)
}

function apart(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b))
}

/**
 * Returns each byte as the nearest multiple of a step, or 255 if that is nearer. Ties become even
 * multiples.
 */
function rounded(four: v128, bits: u32): v128 {
  const step: u32 = 1 << bits
  const mask = <i8>(step - 1)
  const odd = v128.and(i8x16.shr_u(four, bits), i8x16.splat(1))
  const sum = i8x16.add(i8x16.add(four, i8x16.splat(mask >> 1)), odd)
  const multiples = v128.andnot(sum, i8x16.splat(mask))
  return v128.or(multiples, i8x16.lt_u(sum, four))
}
