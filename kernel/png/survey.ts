/** Finds out which colors a picture has, so that it can be written in fewer bits. */
import { GOLDEN } from '../hashing'
import { alloc } from '../heap'
import { MAX_COLORS } from '../max-colors'
import { OPAQUE } from '../rgba'

const BITS: u32 = 10

/** Bit in `traitsOf` for a picture with a pixel that is not gray. */
export const COLORED: u32 = 1
/** Bit in `traitsOf` for a picture with a pixel that is not opaque. */
export const TRANSLUCENT: u32 = 2

/** Address of a hash table. An entry is a color's number, counted from 1; 0 if it is empty. */
let slots: usize = 0
/** Address of the colors, in the order in which the picture has them. */
export let colors: usize = 0
/** Address of the byte that is written for each color. */
export let samples: usize = 0

/** Allocates the tables. */
export function openSurvey(): void {
  slots = alloc(2 << BITS)
  colors = alloc(4 * MAX_COLORS)
  samples = alloc(MAX_COLORS)
}

/**
 * Collects a picture's colors. It ends as soon as there are too many.
 * @param forced bits that are set in all pixels: the alpha bits if alpha does not count
 * @returns the number of colors; 0 if there are more than 256
 */
export function collect(rgba: usize, pixels: usize, forced: u32): u32 {
  memory.fill(slots, 0, 2 << BITS)
  let count: u32 = 0
  let last = load<u32>(rgba) ^ 1
  const end = rgba + 4 * pixels
  for (let at = rgba; at < end; at += 4) {
    const pixel = load<u32>(at)
    if (pixel === last) {
      at = endOfRun(at, end, pixel)
      continue
    }
    last = pixel
    const color = pixel | forced
    const slot = slotOf(color)
    if (load<u16>(slot) !== 0) continue
    if (count === MAX_COLORS) return 0
    store<u32>(colors + 4 * count, color)
    store<u16>(slot, ++count)
  }
  return count
}

/** Returns the address of the last pixel in the run to which `at` belongs. */
function endOfRun(at: usize, end: usize, pixel: u32): usize {
  const four = i32x4.splat(pixel)
  while (at + 20 <= end && i32x4.all_true(i32x4.eq(v128.load(at, 4), four))) at += 16
  return at
}

function slotOf(color: u32): usize {
  let slot = (color * GOLDEN) >>> (32 - BITS)
  while (true) {
    const address = slots + 2 * slot
    const entry = <u32>load<u16>(address)
    if (entry === 0 || load<u32>(colors + 4 * (entry - 1)) === color) return address
    slot = (slot + 1) & ((1 << BITS) - 1)
  }
}

/** Writes the sample for each pixel in a row. All colors must have been collected. */
export function writeSamples(row: usize, width: usize, out: usize, forced: u32): void {
  let last = load<u32>(row) ^ 1
  let sample: u32 = 0
  for (let x: usize = 0; x < width; x++) {
    const pixel = load<u32>(row + 4 * x)
    if (pixel !== last) {
      last = pixel
      sample = load<u8>(samples + <usize>load<u16>(slotOf(pixel | forced)) - 1)
    }
    store<u8>(out + x, sample)
  }
}

/** Returns `COLORED`, `TRANSLUCENT`, both or neither. */
export function traitsOf(rgba: usize, pixels: usize, forced: u32): u32 {
  const end = rgba + 4 * pixels
  const tail = rgba + 4 * (pixels & ~3)
  let traits: u32 = 0
  for (let at = rgba; at < tail && traits !== (COLORED | TRANSLUCENT); at += 16) {
    const four = v128.or(v128.load(at), i32x4.splat(forced))
    const next = i32x4.shr_u(four, 8)
    // The lower two bytes in each lane are R ^ G and G ^ B.
    const unlike = v128.and(v128.xor(four, next), i32x4.splat(0xffff))
    if (v128.any_true(unlike)) traits |= COLORED
    if (!i32x4.all_true(i32x4.ge_u(four, i32x4.splat(OPAQUE)))) traits |= TRANSLUCENT
  }
  for (let at = tail; at < end; at += 4) {
    const pixel = load<u32>(at) | forced
    if ((pixel ^ (pixel >>> 8)) & 0xffff) traits |= COLORED
    if (pixel < OPAQUE) traits |= TRANSLUCENT
  }
  return traits
}
