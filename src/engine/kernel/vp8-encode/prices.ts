/** Prices of coefficient tokens (RFC 6386, 13), in 256ths of a bit. */
import { alloc } from '../heap'
import { EXTRA, EXTRA_BYTES } from '../vp8/extra-bits'
import { priceOf } from './bit-prices'
import { CONTEXTS, PLACES, PROBABILITY_BYTES, probabilityRow, TYPES } from './probabilities'

/**
 * Classes of levels: 0 to 4 for the levels themselves, and 5 to 10 for the categories of larger
 * levels. `END` is the token that ends a block, and `MORE` the decision that a block has not ended.
 */
export const CATEGORY_1 = 5
export const CLASSES = 11
export const END = 11
const MORE: usize = 12

/** Length in bytes of a context's prices: u16 by class, and those of `END` and `MORE`. */
export const PRICE_BYTES: usize = 32
export const PLACE_PRICES: usize = <usize>CONTEXTS * PRICE_BYTES
const TYPE_PRICES: usize = PLACES * PLACE_PRICES

/** Lowest level of category 6. Levels from here on have no entry in `levels`. */
export const CATEGORY_6_LEVEL = 67
const BASES: usize = memory.data<u8>([5, 7, 11, 19, 35, 67])

let prices: usize = 0
/** Classes of the levels below `CATEGORY_6_LEVEL`, as u8. */
let classes: usize = 0
/** Prices of extra bits and sign of the levels below `CATEGORY_6_LEVEL`, as u16. */
let extras: usize = 0

export function openPrices(): void {
  prices = alloc(<usize>TYPES * TYPE_PRICES)
  classes = alloc(CATEGORY_6_LEVEL)
  extras = alloc(CATEGORY_6_LEVEL * 2)
  if (isDefined(COUNTING)) return
  for (let level = 0; level < CATEGORY_6_LEVEL; level++) {
    const kind = level < 5 ? level : categoryOf(level)
    store<u8>(classes + level, kind)
    store<u16>(extras + 2 * level, level === 0 ? 0 : kind < CATEGORY_1 ? 256 : extraPrice(level, kind))
  }
}

function categoryOf(level: i32): i32 {
  let category = 5
  while (level < <i32>load<u8>(BASES + category)) category--
  return CATEGORY_1 + category
}

/** Returns the price of the extra bits and the sign of a level in a category. */
function extraPrice(level: i32, kind: i32): i32 {
  const category = <usize>(kind - CATEGORY_1)
  const list = EXTRA + category * EXTRA_BYTES
  const extra = level - <i32>load<u8>(BASES + category)
  let count = 0
  while (load<u8>(list + count) !== 0) count++
  let price = 256
  for (let i = 0; i < count; i++) price += priceOf((extra >> (count - 1 - i)) & 1, load<u8>(list + i))
  return price
}

/** Returns the lowest level of a class from `CATEGORY_1` on. */
export function baseOf(kind: i32): i32 {
  return load<u8>(BASES + (kind - CATEGORY_1))
}

/** Returns the class of a level without sign. */
export function classOf(level: i32): i32 {
  return level < CATEGORY_6_LEVEL ? load<u8>(classes + level) : CLASSES - 1
}

/** Computes all prices from the probabilities (see `probabilities.ts`). */
export function fillPrices(): void {
  for (let type = 0; type < TYPES; type++) {
    for (let place = 0; place < <i32>PLACES; place++) {
      for (let context = 0; context < CONTEXTS; context++) fillContext(type, place, context)
    }
  }
}

function fillContext(type: i32, place: i32, context: i32): void {
  const p = probabilityRow(type, place) + <usize>context * PROBABILITY_BYTES
  const out = priceRow(type, place) + <usize>context * PRICE_BYTES
  const more = priceOf(1, load<u8>(p))
  store<u16>(out, <u16>priceOf(0, load<u8>(p)), 2 * END)
  store<u16>(out, <u16>more, 2 * MORE)
  // A context of 0 follows a level of 0, after which a block cannot end. The first level of a block
  // is the exception (see `blockPrice`).
  const begin = context === 0 ? 0 : more
  store<u16>(out, <u16>(begin + priceOf(0, load<u8>(p, 1))))
  const some = begin + priceOf(1, load<u8>(p, 1))
  store<u16>(out, <u16>(some + priceOf(0, load<u8>(p, 2))), 2)
  const many = some + priceOf(1, load<u8>(p, 2))
  const few = many + priceOf(0, load<u8>(p, 3))
  store<u16>(out, <u16>(few + priceOf(0, load<u8>(p, 4))), 4)
  const three = few + priceOf(1, load<u8>(p, 4))
  store<u16>(out, <u16>(three + priceOf(0, load<u8>(p, 5))), 6)
  store<u16>(out, <u16>(three + priceOf(1, load<u8>(p, 5))), 8)
  const category = many + priceOf(1, load<u8>(p, 3))
  const small = category + priceOf(0, load<u8>(p, 6))
  store<u16>(out, <u16>(small + priceOf(0, load<u8>(p, 7))), 10)
  store<u16>(out, <u16>(small + priceOf(1, load<u8>(p, 7))), 12)
  const large = category + priceOf(1, load<u8>(p, 6))
  for (let i = 0; i < 4; i++) {
    const upper = i >> 1
    const price = large + priceOf(upper, load<u8>(p, 8)) + priceOf(i & 1, load<u8>(p + upper, 9))
    store<u16>(out + 2 * i, <u16>price, 14)
  }
}

/** Returns the address of the prices of a block type at a place, by context. */
export function priceRow(type: i32, place: i32): usize {
  return prices + <usize>type * TYPE_PRICES + <usize>place * PLACE_PRICES
}

/**
 * Returns the price of a block.
 * @param levels address of 16 i16 in the order of the bitstream
 * @param first index of the first level that the block has: 1 if DC is in a block of its own
 * @param count number of levels up to the last one that is not 0
 * @param context number of blocks above and to the left that have levels
 */
export function blockPrice(type: i32, levels: usize, first: i32, count: i32, context: i32): i32 {
  let row = priceRow(type, first)
  let at = row + <usize>context * PRICE_BYTES
  if (count <= first) return load<u16>(at, 2 * END)
  let price: i32 = context === 0 ? load<u16>(at, 2 * MORE) : 0
  const end = levels + ((<usize>count) << 1)
  for (let from = levels + ((<usize>first) << 1); from < end; from += 2) {
    const level = abs(<i32>load<i16>(from))
    row += PLACE_PRICES
    if (level === 0) {
      price += load<u16>(at)
      at = row
    } else if (level === 1) {
      price += load<u16>(at, 2) + 256
      at = row + PRICE_BYTES
    } else {
      price += level < CATEGORY_6_LEVEL ? smallPrice(at, level) : largePrice(at, level)
      at = row + 2 * PRICE_BYTES
    }
  }
  return count === 16 ? price : price + load<u16>(at, 2 * END)
}

function smallPrice(at: usize, level: i32): i32 {
  return <i32>load<u16>(at + 2 * <usize>load<u8>(classes + level)) + <i32>load<u16>(extras + 2 * level)
}

function largePrice(at: usize, level: i32): i32 {
  return <i32>load<u16>(at, 2 * (CLASSES - 1)) + extraPrice(level, CLASSES - 1)
}
