// Blocks are freed only all together, from a checkpoint on (`heapRestore`): an instance serves one
// image. Tests check the guard bytes between blocks, where each block's length is stored before it.

import { alloc as allocInKernel } from './env'
import { HEAP_START, SIDE_START } from './layout'
import { LIMIT } from './status'

const ALIGNMENT: usize = 16
const GUARD: usize = 64
const LENGTH: usize = 16
const PAGE: usize = 65536
/**
 * Maximum length of a block: 1 GiB. The sum of a longer length and of the guard bytes could exceed
 * 32 bits, and the wrapped address would overlap other blocks.
 */
const MAX_BYTES: usize = 0x40000000

let end: usize = 0

/** In `sizes.wasm`: bytes of the blocks that were counted. */
let counted: f64 = 0

function begin(): void {
  if (__heap_base > SIDE_START) unreachable()
  if (end === 0) end = HEAP_START + GUARD
}

/**
 * Allocates a zeroed block. `side.wasm` takes it from the kernel. `sizes.wasm` has no memory and
 * counts the block.
 * @returns its address, a multiple of 16; traps where the memory cannot grow
 */
export function alloc(bytes: usize): usize {
  if (isDefined(COUNTING)) return count(bytes)
  if (isDefined(SIDE)) return allocInKernel(bytes)
  begin()
  const address = end
  end = (address + bytes + GUARD + ALIGNMENT - 1) & ~(ALIGNMENT - 1)
  if (bytes > MAX_BYTES || end < address) unreachable()
  const missing = <isize>end - <isize>(<usize>memory.size() * PAGE)
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) unreachable()
  store<u32>(address - LENGTH, <u32>bytes)
  return address
}

/**
 * Allocates a block for rows without gaps. Traps if their bytes overflow, where `sizes.wasm` counts
 * them.
 */
export function allocRows(stride: usize, rows: usize): usize {
  const bytes = <u64>stride * rows
  if (isDefined(COUNTING)) return count(bytes)
  if (bytes > MAX_BYTES) unreachable()
  return alloc(<usize>bytes)
}

/** Adds a block to the sum, as `alloc` would place it. */
function count(bytes: u64): usize {
  counted += <f64>((bytes + GUARD + ALIGNMENT - 1) & ~(<u64>ALIGNMENT - 1))
  return 0
}

/**
 * In `sizes.wasm`: bytes of what is too large to be opened, more than any memory. Sums of several
 * stay exact.
 */
const IMPOSSIBLE: f64 = 1125899906842624

/** In `sizes.wasm`: starts a sum of the blocks that are allocated next. */
export function startCount(): void {
  counted = 0
}

/**
 * In `sizes.wasm`: returns the bytes of the heap that the blocks take.
 * @param status result of the function that has allocated them
 */
export function countedBytes(status: i32 = 0): f64 {
  return status === LIMIT ? IMPOSSIBLE : counted
}

/** Returns the bytes of the heap that a block takes. */
export function blockBytes(bytes: f64): f64 {
  return ceil(bytes / <f64>ALIGNMENT) * <f64>ALIGNMENT + <f64>GUARD
}

/** The end of the blocks; see `heapRestore`. */
export function heapCheckpoint(): usize {
  begin()
  return end
}

/** Frees and zeroes all blocks from a checkpoint on. */
export function freeFrom(checkpoint: usize): void {
  if (checkpoint < HEAP_START + GUARD || checkpoint > end || (checkpoint & (ALIGNMENT - 1)) !== 0)
    unreachable()
  memory.fill(checkpoint - LENGTH, 0, end - checkpoint)
  end = checkpoint
}
