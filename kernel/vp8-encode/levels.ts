/** Level classes, by which tokens name levels (RFC 6386, 13.2). */
import { alloc } from '../heap'
import { EXTRA, EXTRA_BYTES } from '../vp8/extra-bits'
import { priceOf } from './bit-prices'
import { putBool } from './writer'

/**
 * Classes: 0 to 4 for the levels themselves, 5 to 10 for the categories of larger levels, and `END`
 * for the token that ends a block.
 */
export const CATEGORY_1 = 5
export const CATEGORY_3 = 7
export const CATEGORY_6 = 10
export const END = 11

/** Lowest magnitude in each category. */
const BASES: usize = memory.data<u8>([5, 7, 11, 19, 35, 67])

/** Classes for the magnitudes from 0 to 127, as u8. */
let classes: usize = 0

export function openLevels(): void {
  classes = alloc(128)
  if (isDefined(COUNTING)) return
  for (let level = 0; level < 128; level++) {
    let kind = level < CATEGORY_1 ? level : CATEGORY_6
    while (kind >= CATEGORY_1 && level < <i32>load<u8>(BASES + (kind - CATEGORY_1))) kind--
    store<u8>(classes + level, <u8>kind)
  }
}

/** Returns the class for an unsigned level. */
export function classOf(magnitude: i32): i32 {
  return load<u8>(classes + min(magnitude, 127))
}

/** Returns the list of probabilities for a category's extra bits, which a 0 ends. */
function extraBits(kind: i32): usize {
  return EXTRA + <usize>(kind - CATEGORY_1) * EXTRA_BYTES
}

function countOf(list: usize): i32 {
  let count = 0
  while (load<u8>(list + count) !== 0) count++
  return count
}

function aboveBase(magnitude: i32, kind: i32): i32 {
  return magnitude - <i32>load<u8>(BASES + (kind - CATEGORY_1))
}

/** Returns the price of a level's extra bits and sign, in 256ths of a bit. */
export function extraPrice(magnitude: i32): i32 {
  if (magnitude === 0) return 0
  const kind = classOf(magnitude)
  let price = 256
  if (kind < CATEGORY_1) return price
  const list = extraBits(kind)
  const extra = aboveBase(magnitude, kind)
  const last = countOf(list) - 1
  for (let i = 0; i <= last; i++) price += priceOf((extra >> (last - i)) & 1, load<u8>(list + i))
  return price
}

/** Writes a level's extra bits in a category. */
export function writeExtra(magnitude: i32, kind: i32): void {
  const list = extraBits(kind)
  const extra = aboveBase(magnitude, kind)
  const last = countOf(list) - 1
  for (let i = 0; i <= last; i++) putBool((extra >> (last - i)) & 1, load<u8>(list + i))
}
