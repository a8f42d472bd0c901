/**
 * Alias tables (ISO/IEC 18181-1:2022, C.2.6). They assign each slot in a distribution (4096 slots)
 * to a symbol and an offset within it. An encoder needs the inverse: the slot for each offset.
 */

import { log2 } from './entropy'
import { tokenExtraCount } from './hybrid'
import { COST, Code, ENTRY_BYTES, SLOT_BITS, SLOTS } from './layout'

/** Byte offset of the frequency in an entry, after its reciprocal. */
export const FREQUENCY: usize = 8
/** Byte offset in an entry for the index of its first slot. */
export const FIRST_SLOT: usize = 10
/** Fractional bits in the reciprocals. */
export const RECIPROCAL_BITS: u64 = 44

/**
 * Byte offsets of tables in the scratch memory. Each table has a 16-bit number for each bucket (at
 * most 256): slots for the bucket's own symbol, the symbol in the other slots, the first such
 * slot's offset, and bucket stacks.
 */
const OWN: usize = 0
const OTHER: usize = 512
const OFFSETS: usize = 1024
/** The two stacks grow towards each other. Together they never have more than 256 buckets. */
const STACKS: usize = 1536
const STACKS_END: usize = 2048

/** Makes a cluster's slots and the entries for all its symbols. */
export function buildEntries(code: Code, cluster: u32): void {
  const frequencies = code.frequencies + ((<usize>cluster) << (code.alphabetBits + 1))
  const entries = code.entries + ((<usize>cluster) << code.alphabetBits) * ENTRY_BYTES
  let slot: u32 = 0
  for (let symbol: u32 = 0; symbol < 1 << code.alphabetBits; symbol++) {
    const value = <u32>load<u16>(frequencies + 2 * <usize>symbol)
    const entry = entries + <usize>symbol * ENTRY_BYTES
    if (value > 0) store<u64>(entry, (((<u64>1) << RECIPROCAL_BITS) + value - 1) / value)
    store<u16>(entry, <u16>value, FREQUENCY)
    store<u16>(entry, <u16>slot, FIRST_SLOT)
    const bits = <f32>SLOT_BITS - log2(<f32>max(value, 1)) + <f32>tokenExtraCount(symbol, code.hybrid)
    store<u32>(entry, <u32>nearest(bits * 256), COST)
    slot += value
  }
  buildSlots(code, frequencies, entries, code.slots + <usize>cluster * SLOTS * 2)
}

function own(table: usize, bucket: u32): u32 {
  return load<u16>(table + OWN + 2 * <usize>bucket)
}

function set(table: usize, bucket: u32, value: u32): void {
  store<u16>(table + 2 * <usize>bucket, <u16>value)
}

/**
 * Divides the slots into equal buckets, one for each symbol. Buckets that their symbol does not
 * fill get the last slots from symbols that have too many. The order follows the standard.
 */
function fillBuckets(table: usize, frequencies: usize, buckets: u32, size: u32): void {
  let under = table + STACKS
  let over = table + STACKS_END
  for (let i: u32 = 0; i < buckets; i++) {
    const value = <u32>load<u16>(frequencies + 2 * <usize>i)
    set(table + OWN, i, value)
    set(table + OTHER, i, i)
    set(table + OFFSETS, i, 0)
    if (value > size) {
      over -= 2
      store<u16>(over, <u16>i)
    } else if (value < size) {
      store<u16>(under, <u16>i)
      under += 2
    }
  }
  while (over < table + STACKS_END) {
    const from = <u32>load<u16>(over)
    over += 2
    under -= 2
    const to = <u32>load<u16>(under)
    const left = own(table, from) - (size - own(table, to))
    set(table + OWN, from, left)
    set(table + OTHER, to, from)
    set(table + OFFSETS, to, left - own(table, to))
    if (left > size) {
      over -= 2
      store<u16>(over, <u16>from)
    } else if (left < size) {
      store<u16>(under, <u16>from)
      under += 2
    }
  }
}

/** Writes the slot for each symbol and offset. */
function buildSlots(code: Code, frequencies: usize, entries: usize, slots: usize): void {
  const single = singleSymbol(code, frequencies)
  if (single) {
    for (let slot: u32 = 0; slot < SLOTS; slot++) store<u16>(slots + 2 * <usize>slot, <u16>slot)
    return
  }
  const table = code.scratch
  const buckets: u32 = 1 << code.logAlphabet
  const size = SLOTS >> code.logAlphabet
  fillBuckets(table, frequencies, buckets, size)
  for (let bucket: u32 = 0; bucket < buckets; bucket++) {
    const mine = own(table, bucket)
    const other = <u32>load<u16>(table + OTHER + 2 * <usize>bucket)
    const offset = <u32>load<u16>(table + OFFSETS + 2 * <usize>bucket)
    const first = slots + 2 * <usize>load<u16>(entries + <usize>bucket * ENTRY_BYTES, FIRST_SLOT)
    const others = slots + 2 * (<usize>load<u16>(entries + <usize>other * ENTRY_BYTES, FIRST_SLOT) + offset)
    for (let i: u32 = 0; i < size; i++) {
      const to = i < mine ? first : others
      store<u16>(to + 2 * <usize>i, <u16>(bucket * size + i))
    }
  }
}

/** Returns `true` if a symbol has all slots. Its slots are then ordered by offset. */
function singleSymbol(code: Code, frequencies: usize): bool {
  for (let i: u32 = 0; i < 1 << code.alphabetBits; i++) {
    const value = <u32>load<u16>(frequencies + 2 * <usize>i)
    if (value > 0) return value === SLOTS
  }
  return true
}
