/**
 * Optimizes a block's levels for the lowest sum of error and price. A level's price depends on the
 * level before it, so a dynamic program runs from the last level to the first one.
 *
 * A level may be lowered by 1 if its coefficient is close enough to the lower level (see
 * `markSoft`). Without this limit, files have less squared error for their size and look worse.
 */
import { firstOf } from './block-types'
import { contextPrices, endPrice, levelPrice, morePrice } from './prices'
import { markSoft, roundLevels, setSigns, stepAt } from './quantize'

/** The coefficients' magnitudes in bitstream order, as i16. */
const MAGNITUDES: usize = memory.data(16 * 2, 16)
/** Lowest costs for the levels from a place on by the context before them, as i64. */
const COSTS: usize = memory.data(3 * 8, 8)
/** The best levels' magnitudes by place and context, as i16. */
const CHOICES: usize = memory.data(16 * 4 * 2, 8)
/** Choice to end the block. */
const ENDS: i32 = -1
const NEVER: i64 = i64.MAX_VALUE >> 2

/** Type of the blocks that are quantized, and the error that a bit is worth there. */
let type: i32 = 0
let bit: i64 = 0

/**
 * Sets the type for the blocks that are quantized from now on.
 * @param value error that a bit is worth in mode decisions (see `bitValue`)
 */
export function setTrellis(blockType: i32, value: i32): void {
  type = blockType
  bit = (3 * value) >> 1
}

/** Quantizes a block. `quantize` and `blockPrice` have the same parameters and results. */
export function quantizeOptimal(
  coefficients: usize,
  table: usize,
  levels: usize,
  values: usize,
  context: i32,
): i32 {
  const count = roundLevels(coefficients, table, MAGNITUDES, levels)
  const soft = markSoft(coefficients, table)
  if (soft !== 0) {
    chooseLevels(table, levels, count, context, soft)
    keepChoices(levels, firstOf(type), count, context)
  }
  return setSigns(coefficients, table, levels, values)
}

/** Chooses the level for each place and context. A set bit in `soft` is a level to be lowered. */
function chooseLevels(table: usize, levels: usize, count: i32, context: i32, soft: i32): void {
  const kind = type
  const first = firstOf(kind)
  const worth = bit
  // The level after the last one ends the block.
  for (let i = 0; i < 3; i++)
    setCost(i, count === 16 ? 0 : i === 0 ? NEVER : worth * endPrice(contextPrices(kind, count, i)))
  let mayEnd = true
  let ended: i64 = 0
  for (let place = count - 1; place >= first; place--) {
    const magnitude = <i32>load<i16>(MAGNITUDES + 2 * <usize>place)
    const level = <i32>load<i16>(levels + 2 * <usize>place)
    const isSoft = ((soft >> place) & 1) !== 0
    const step = stepAt(table, place)
    const kept = errorOf(magnitude - level * step) + costAfter(level)
    const lowered = isSoft ? errorOf(magnitude - (level - 1) * step) + costAfter(level - 1) : NEVER
    ended += errorOf(magnitude)
    if (level > (isSoft ? 1 : 0)) mayEnd = false
    const isFirst = place === first
    const last = isFirst ? context : 2
    for (let before = isFirst ? context : 0; before <= last; before++) {
      const prices = contextPrices(kind, place, before)
      let choice = level
      let cost = kept + worth * levelPrice(prices, level)
      if (isSoft) {
        const other = lowered + worth * levelPrice(prices, level - 1)
        if (other < cost) {
          choice = level - 1
          cost = other
        }
      }
      if (isFirst && before === 0) cost += worth * morePrice(prices)
      if (mayEnd && (before > 0 || isFirst)) {
        const other = ended + worth * endPrice(prices)
        if (other < cost) {
          choice = ENDS
          cost = other
        }
      }
      setCost(before, cost)
      store<i16>(CHOICES + 8 * <usize>place + 2 * <usize>before, <i16>choice)
    }
  }
}

/** Replaces the levels by the best ones. */
function keepChoices(levels: usize, first: i32, count: i32, context: i32): void {
  for (let place = first; place < count; place++) {
    const choice = <i32>load<i16>(CHOICES + 8 * <usize>place + 2 * <usize>context)
    if (choice === ENDS) {
      memory.fill(levels + 2 * <usize>place, 0, 2 * <usize>(count - place))
      return
    }
    store<i16>(levels + 2 * <usize>place, <i16>choice)
    context = min(choice, 2)
  }
}

function setCost(context: i32, cost: i64): void {
  store<i64>(COSTS + 8 * <usize>context, cost)
}

function costAfter(level: i32): i64 {
  return load<i64>(COSTS + 8 * <usize>min(level, 2))
}

/** Returns the squared error with 12 fraction bits, like in `costOf`. */
function errorOf(difference: i32): i64 {
  return (<i64>(difference * difference)) << 12
}
