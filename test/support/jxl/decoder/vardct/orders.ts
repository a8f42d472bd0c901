import type { BitReader } from '../bits.ts'
import { bits, readU32, value } from '../fields.ts'
import { openPermutations, readPermutation } from '../permutation.ts'
import { ORDER_SIZES } from './strategies.ts'

/** Positions for three channels' coefficients, in coding order. */
export type Orders = (order: number, channel: number) => ArrayLike<number>

/**
 * Returns the natural order for a varblock's coefficients (ISO/IEC 18181-1:2022, annex I, natural
 * ordering). The LF image's coefficients come first. The others follow in a zigzag. Varblocks that
 * are wider than high use some rows from a square's zigzag.
 * @param columns width in blocks, at least `rows`
 */
export function naturalOrder(columns: number, rows: number): number[] {
  const [width, height] = [8 * columns, 8 * rows]
  const places = Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    const diagonal = x + (y * columns) / rows
    const isLf = x < columns && y < rows
    return { at, isLf, diagonal, along: diagonal % 2 === 0 ? x : -x }
  })
  const others = places.filter(({ isLf }) => !isLf)
  others.sort((a, b) => a.diagonal - b.diagonal || a.along - b.along)
  return [...places.filter(({ isLf }) => isLf), ...others].map(({ at }) => at)
}

/** Natural orders that were computed before, by the number of the order. */
const natural = new Map<number, readonly number[]>()

function naturalOf(order: number): readonly number[] {
  const [columns, rows] = ORDER_SIZES[order] ?? [1, 1]
  const found = natural.get(order) ?? naturalOrder(columns, rows)
  natural.set(order, found)
  return found
}

/** Reads the orders of a pass (ISO/IEC 18181-1:2022, annex I, natural ordering). */
export function readOrders(reader: BitReader): Orders {
  const used = readU32(reader, value(0x5f), value(0x13), value(0), bits(ORDER_SIZES.length))
  const known = new Map<number, ArrayLike<number>>()
  if (used > 0) {
    const symbols = openPermutations(reader)
    for (const [order, [columns, rows]] of ORDER_SIZES.entries()) {
      if ((used & (1 << order)) === 0) continue
      const places = naturalOf(order)
      for (let channel = 0; channel < 3; channel++) {
        const permutation = readPermutation(symbols, places.length, columns * rows)
        known.set(
          3 * order + channel,
          Int32Array.from(permutation, (at) => places[at] ?? 0),
        )
      }
    }
    symbols.finish()
  }
  return (order, channel) => known.get(3 * order + channel) ?? naturalOf(order)
}
