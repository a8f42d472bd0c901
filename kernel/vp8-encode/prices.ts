/** Coefficient token prices (RFC 6386, 13), in 256ths of a bit. */
import { alloc } from '../heap'
import { priceOf } from './bit-prices'
import { firstOf } from './block-types'
import { CATEGORY_3, CATEGORY_6, classOf, extraPrice } from './levels'
import { CONTEXTS, PLACES, PROBABILITY_BYTES, probabilityRow, TYPES } from './probabilities'

/**
 * Prices in a context, as u16: for the levels 0 to 15 with extra bits and sign, for the token that
 * ends a block, for the decision that a block has not ended, and for the categories 3 to 6 without
 * extra bits.
 */
const LEVELS = 16
const END: usize = 32
const MORE: usize = 34
const CATEGORIES: usize = 36
const PRICE_BYTES: usize = 48
const PLACE_PRICES: usize = 3 * 48
const TYPE_PRICES: usize = PLACES * PLACE_PRICES

/** Price offsets for the places in a block, as i16. */
const PLACE_OFFSETS: usize = memory.data(16 * 2, 16)
/** Price offsets for a block's levels, as u16, and an entry for a block's end. */
const OFFSETS: usize = memory.data(16 * 2, 16)

let prices: usize = 0
/** Class prices in the context that is computed, as i32. */
const CLASS_PRICES: usize = memory.data(11 * 4, 4)

export function openPrices(): void {
  prices = alloc(<usize>TYPES * TYPE_PRICES)
  if (isDefined(COUNTING)) return
  for (let place: usize = 0; place < 16; place++)
    store<u16>(PLACE_OFFSETS + 2 * place, <u16>(place * PLACE_PRICES))
}

/** Computes all prices from the probabilities (see `probabilities.ts`). */
export function fillPrices(): void {
  for (let type = 0; type < TYPES; type++) {
    for (let place = 0; place < <i32>PLACES; place++) {
      for (let context = 0; context < CONTEXTS; context++) fillContext(type, place, context)
    }
  }
}

function setClass(kind: usize, price: i32): void {
  store<i32>(CLASS_PRICES + 4 * kind, price)
}

function classPrice(kind: i32): i32 {
  return load<i32>(CLASS_PRICES + 4 * kind)
}

function fillContext(type: i32, place: i32, context: i32): void {
  const p = probabilityRow(type, place) + <usize>context * PROBABILITY_BYTES
  const out = priceRow(type, place) + <usize>context * PRICE_BYTES
  const more = priceOf(1, load<u8>(p))
  fillClasses(p, context === 0 ? 0 : more)
  for (let level = 0; level < LEVELS; level++)
    store<u16>(out + 2 * level, <u16>(classPrice(classOf(level)) + extraPrice(level)))
  store<u16>(out, <u16>priceOf(0, load<u8>(p)), END)
  store<u16>(out, <u16>more, MORE)
  for (let kind = CATEGORY_3; kind <= CATEGORY_6; kind++)
    store<u16>(out + 2 * (kind - CATEGORY_3), <u16>classPrice(kind), CATEGORIES)
}

/**
 * Computes the prices for all classes.
 * @param p address of a context's probabilities
 * @param begin price of the decision that the block has not ended. It is 0 in context 0, which
 *   follows a level 0, after which a block cannot end. A block's first level is the exception (see
 *   `blockPrice`)
 */
function fillClasses(p: usize, begin: i32): void {
  setClass(0, begin + priceOf(0, load<u8>(p, 1)))
  const some = begin + priceOf(1, load<u8>(p, 1))
  setClass(1, some + priceOf(0, load<u8>(p, 2)))
  const many = some + priceOf(1, load<u8>(p, 2))
  const few = many + priceOf(0, load<u8>(p, 3))
  setClass(2, few + priceOf(0, load<u8>(p, 4)))
  const three = few + priceOf(1, load<u8>(p, 4))
  setClass(3, three + priceOf(0, load<u8>(p, 5)))
  setClass(4, three + priceOf(1, load<u8>(p, 5)))
  const category = many + priceOf(1, load<u8>(p, 3))
  const small = category + priceOf(0, load<u8>(p, 6))
  setClass(5, small + priceOf(0, load<u8>(p, 7)))
  setClass(6, small + priceOf(1, load<u8>(p, 7)))
  const large = category + priceOf(1, load<u8>(p, 6))
  const middle = large + priceOf(0, load<u8>(p, 8))
  setClass(7, middle + priceOf(0, load<u8>(p, 9)))
  setClass(8, middle + priceOf(1, load<u8>(p, 9)))
  const highest = large + priceOf(1, load<u8>(p, 8))
  setClass(9, highest + priceOf(0, load<u8>(p, 10)))
  setClass(10, highest + priceOf(1, load<u8>(p, 10)))
}

/** Returns the address of a block type's prices at a place, by context. */
function priceRow(type: i32, place: i32): usize {
  return prices + <usize>type * TYPE_PRICES + <usize>place * PLACE_PRICES
}

/**
 * Returns a block's price.
 * @param levels address of 16 i16 in bitstream order
 * @param count levels up to the last one that is not 0
 * @param context blocks above and to the left that have levels
 */
export function blockPrice(type: i32, levels: usize, count: i32, context: i32): i32 {
  const first = firstOf(type)
  const row = priceRow(type, 0)
  const begin = row + <usize>first * PLACE_PRICES + <usize>context * PRICE_BYTES
  if (count <= first) return load<u16>(begin, END)
  const low = i16x8.abs(v128.load(levels))
  const high = i16x8.abs(v128.load(levels, 16))
  const magnitudes = i8x16.narrow_i16x8_u(low, high)
  if (v128.any_true(i8x16.gt_u(magnitudes, i8x16.splat(<i8>(LEVELS - 1)))))
    return largePrice(row, levels, first, count, context)
  // A level's context is the previous level's magnitude, at most 2. The places of all prices are
  // therefore known before the first one is loaded.
  const limited = i8x16.min_u(magnitudes, i8x16.splat(2))
  const contexts = i8x16.shuffle(
    i64x2.splat(0),
    limited,
    0,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
  )
  const width = i16x8.splat(<i16>PRICE_BYTES)
  const lowContexts = i16x8.mul(i16x8.extend_low_i8x16_u(contexts), width)
  const highContexts = i16x8.mul(i16x8.extend_high_i8x16_u(contexts), width)
  const lowPlaces = i16x8.add(v128.load(PLACE_OFFSETS), i16x8.shl(low, 1))
  const highPlaces = i16x8.add(v128.load(PLACE_OFFSETS, 16), i16x8.shl(high, 1))
  v128.store(OFFSETS, i16x8.add(lowPlaces, lowContexts))
  v128.store(OFFSETS, i16x8.add(highPlaces, highContexts), 16)

  let price = <i32>load<u16>(begin + 2 * <usize>abs(<i32>load<i16>(levels + 2 * <usize>first)))
  if (context === 0) price += load<u16>(begin, MORE)
  const end = OFFSETS + 2 * <usize>count
  for (let at = OFFSETS + 2 * <usize>(first + 1); at < end; at += 2) price += load<u16>(row + load<u16>(at))
  // The level after the last one is 0, so its place is its context's place.
  return count === 16 ? price : price + load<u16>(row + load<u16>(end), END)
}

/** Returns the price of a block with large levels. */
function largePrice(row: usize, levels: usize, first: i32, count: i32, context: i32): i32 {
  row += <usize>first * PLACE_PRICES
  let at = row + <usize>context * PRICE_BYTES
  let price: i32 = context === 0 ? load<u16>(at, MORE) : 0
  for (let i = first; i < count; i++) {
    const magnitude = abs(<i32>load<i16>(levels + 2 * <usize>i))
    price += levelPrice(at, magnitude)
    row += PLACE_PRICES
    at = row + <usize>min(magnitude, 2) * PRICE_BYTES
  }
  return count === 16 ? price : price + load<u16>(at, END)
}

/** Returns the address of a block type's prices at a place in a context. */
export function contextPrices(type: i32, place: i32, context: i32): usize {
  return priceRow(type, place) + <usize>context * PRICE_BYTES
}

/** Returns the price of the token that ends a block. */
export function endPrice(prices: usize): i32 {
  return load<u16>(prices, END)
}

/** Returns the price of the decision that a block has not ended, for a block's first level. */
export function morePrice(prices: usize): i32 {
  return load<u16>(prices, MORE)
}

/** Returns the price of an unsigned level. */
export function levelPrice(prices: usize, magnitude: i32): i32 {
  if (magnitude < LEVELS) return load<u16>(prices + 2 * <usize>magnitude)
  return (
    <i32>load<u16>(prices + 2 * <usize>(classOf(magnitude) - CATEGORY_3), CATEGORIES) + extraPrice(magnitude)
  )
}
