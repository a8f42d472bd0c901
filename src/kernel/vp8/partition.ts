/** The partitions of tokens (RFC 6386, 9.5): where the decoder of each stands. */
import { isBeyond, NO_BITS, WHOLE } from './bool'

/** Of each, as in `bool.ts`: value, range, where the next bytes are, where they end, bytes missing. */
const BYTES: usize = 32
const MOST: usize = 8
const STATES: usize = memory.data(8 * 32, 16)

export const VALUE: usize = 0
export const RANGE: usize = 8
export const AT: usize = 16
export const LIMIT: usize = 20
export const MISSING: usize = 24

/** The state of the partition that has a row of macroblocks. */
export function partitionState(row: i32, count: i32): usize {
  return STATES + <usize>(row & (count - 1)) * BYTES
}

/** @param from where its data begins, just below; @param to where it ends: its last byte */
export function openPartition(index: i32, from: usize, to: usize): void {
  const state = STATES + (<usize>index & (MOST - 1)) * BYTES
  store<u64>(state, NO_BITS, VALUE)
  store<u64>(state, WHOLE, RANGE)
  store<usize>(state, from, AT)
  store<usize>(state, to, LIMIT)
  store<i32>(state, 0, MISSING)
}

export function partitionOverran(state: usize): bool {
  return isBeyond(load<u64>(state, VALUE), load<i32>(state, MISSING))
}
