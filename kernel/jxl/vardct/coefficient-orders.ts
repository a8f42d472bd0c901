/**
 * Natural coefficient orders (ISO/IEC 18181-1:2022, I.3.2, natural ordering of the DCT
 * coefficients). The lowest frequencies, which the LF image replaces, come first.
 */
import { alloc } from '../../heap'

/** Order number for 8 × 8 coefficients (Order ID, table I.7). */
export const ORDER_8X8: i32 = 0
/** Number of orders in the standard. */
export const ORDERS: i32 = 13

/** Order addresses, as u16. Each item is a coefficient's position in its block. */
export let order8x8: usize = 0
export let order16x8: usize = 0
export let order16x16: usize = 0
export let order32x32: usize = 0

/**
 * Opens the orders.
 * @param onlyBlocks `true` if no transform is larger than 8 × 8
 */
export function openCoefficientOrders(onlyBlocks: bool): void {
  order8x8 = naturalOrder(1, 1)
  if (onlyBlocks) return
  order16x8 = naturalOrder(2, 1)
  order16x16 = naturalOrder(2, 2)
  order32x32 = naturalOrder(4, 4)
}

/**
 * Computes the natural order for a block that is at least as wide as high.
 * @param wide width in 8 × 8 blocks
 * @param high height in 8 × 8 blocks
 */
function naturalOrder(wide: i32, high: i32): usize {
  const order = alloc(<usize>(64 * 2 * wide * high))
  if (isDefined(COUNTING)) return order
  const side = 8 * wide
  const ratio = wide / high
  let next = wide * high
  for (let diagonal = 0; diagonal < 2 * side - 1; diagonal++) {
    const first = max(0, diagonal - side + 1)
    for (let step = first; step <= diagonal - first; step++) {
      const x = (diagonal & 1) !== 0 ? diagonal - step : step
      const row = diagonal - x
      if (row % ratio !== 0) continue
      const y = row / ratio
      const place = x < wide && y < high ? y * wide + x : next++
      store<u16>(order + 2 * <usize>place, <u16>(y * side + x))
    }
  }
  return order
}
