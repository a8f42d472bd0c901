/** The partitions of tokens (RFC 6386, 9.5): where the decoder of each stands. */
import { isBeyond, NO_BITS, WHOLE } from './bool'

/** Of each, as in `bool.ts`: value, where the next bytes are, where they end, range. */
const BYTES: usize = 32
const MAX_PARTITIONS: usize = 8
const STATES: usize = memory.data(8 * 32, 16)

export const VALUE: usize = 0
export const AT: usize = 8
export const END: usize = 12
export const RANGE: usize = 16

/** The state of the partition that has a row of macroblocks. */
export function partitionState(row: i32, count: i32): usize {
  return STATES + <usize>(row & (count - 1)) * BYTES
}

/** @param from where its data begins, just below; @param to where it ends: its last byte, above zeros */
export function openPartition(index: i32, from: usize, to: usize): void {
  const state = STATES + (<usize>index & (MAX_PARTITIONS - 1)) * BYTES
  store<u64>(state, NO_BITS, VALUE)
  store<usize>(state, from, AT)
  store<usize>(state, to, END)
  store<u32>(state, WHOLE, RANGE)
}

export function partitionOverran(state: usize): bool {
  return isBeyond(load<u64>(state, VALUE), load<usize>(state, AT), load<usize>(state, END))
}
