/** States of the boolean decoders for the token partitions (RFC 6386, 9.5). */
import { isBeyond, NO_BITS, WHOLE } from './bool'

/**
 * Length in bytes of a boolean decoder's state: the value, the address of the next bytes, the end's
 * address, and the range (see `bool.ts`).
 */
const BYTES: usize = 32
const MAX_PARTITIONS: usize = 8
const STATES: usize = memory.data(8 * 32, 16)

export const VALUE: usize = 0
export const AT: usize = 8
export const END: usize = 12
export const RANGE: usize = 16

/**
 * Returns the address of the decoder state for the token partition that contains a macroblock row.
 */
export function partitionState(row: i32, count: i32): usize {
  return STATES + <usize>(row & (count - 1)) * BYTES
}

/**
 * Begins to decode a token partition. Its data is stored backwards, with zeros below the last byte.
 * @param from address just above its first byte
 * @param to its last byte's address
 */
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
