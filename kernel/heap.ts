// Blocks cannot be freed one by one. `heapRestore` frees all blocks that were allocated after a
// checkpoint. This is enough, because an instance serves one image at a time. Guard bytes separate
// the blocks, and tests check that they are intact. Each block's length is stored before it.

import { alloc as allocInKernel } from './env'
import { HEAP_START, SIDE_START } from './layout'
import { LIMIT } from './status'

const ALIGNMENT: usize = 16
const GUARD: usize = 64
const LENGTH: usize = 16
const PAGE: usize = 65536
/**
 * Maximum block length: 1 GiB. The sum of a longer length and the guard bytes could exceed 32 bits,
 * and the wrapped address would overlap other blocks.
 */
const MAX_BYTES: usize = 0x40000000

let end: usize = 0

/** In `sizes.wasm`: number of heap bytes that the blocks counted since `startCount` would take. */
let counted: f64 = 0

function begin(): void {
  if (__heap_base > SIDE_START) unreachable()
  if (end === 0) end = HEAP_START + GUARD
}

/**
 * Allocates a zeroed block. In `side.wasm`, `vp8-encoder.wasm` and `jxl-encoder.wasm`, the block is
 * allocated by the kernel. In `sizes.wasm`, which has no memory, the block is only counted.
 * @returns address of the block, a multiple of 16; traps if the memory cannot grow
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
 * Allocates a block for rows without gaps. Traps if the number of bytes exceeds `MAX_BYTES`. In
 * `sizes.wasm`, it counts the block instead and does not trap.
 */
export function allocRows(stride: usize, rows: usize): usize {
  const bytes = <u64>stride * rows
  if (isDefined(COUNTING)) return count(bytes)
  if (bytes > MAX_BYTES) unreachable()
  return alloc(<usize>bytes)
}

/** Adds the bytes that `alloc` would take from the heap for a block to the sum `counted`. */
function count(bytes: u64): usize {
  counted += blockBytes(<f64>bytes)
  return 0
}

/**
 * In `sizes.wasm`: byte count that is returned for an image too large to be opened, and for a block
 * that `alloc` refuses (1 PiB). It exceeds any memory, and sums of several such numbers are still
 * exact.
 */
const IMPOSSIBLE: f64 = 1125899906842624

/** In `sizes.wasm`: begins to sum up the blocks that are allocated from now on. */
export function startCount(): void {
  counted = 0
}

/**
 * In `sizes.wasm`: returns the number of heap bytes that the blocks allocated since `startCount`
 * would take.
 * @param status result from the function that has allocated the blocks; `LIMIT` if the image is too
 *   large, in which case the result is `IMPOSSIBLE`
 */
export function countedBytes(status: i32 = 0): f64 {
  return status === LIMIT ? IMPOSSIBLE : counted
}

/**
 * Returns how many heap bytes a block with this length takes; at least `IMPOSSIBLE` if the block is
 * longer than `MAX_BYTES`.
 */
export function blockBytes(bytes: f64): f64 {
  const taken = ceil(bytes / <f64>ALIGNMENT) * <f64>ALIGNMENT + <f64>GUARD
  return bytes > <f64>MAX_BYTES ? max<f64>(IMPOSSIBLE, taken) : taken
}

/** Returns the end of the allocated blocks, which `heapRestore` takes as a checkpoint. */
export function heapCheckpoint(): usize {
  begin()
  return end
}

/** Traps unless a checkpoint lies within the heap. */
function assertCheckpoint(checkpoint: usize): void {
  if (checkpoint < HEAP_START + GUARD || checkpoint > end || (checkpoint & (ALIGNMENT - 1)) !== 0)
    unreachable()
}

/** Frees and zeroes all blocks that were allocated after a checkpoint. */
export function freeFrom(checkpoint: usize): void {
  assertCheckpoint(checkpoint)
  memory.fill(checkpoint - LENGTH, 0, end - checkpoint)
  end = checkpoint
}

/**
 * Frees and zeroes all blocks that were allocated after a checkpoint, except for some bytes. They
 * are moved to a new block at the checkpoint.
 * @param from address of the bytes; they need not be a block
 * @param size length of the new block, at least `bytes`
 * @returns address of the new block; its other bytes are 0
 */
export function keepFrom(checkpoint: usize, from: usize, bytes: usize, size: usize): usize {
  assertCheckpoint(checkpoint)
  if (from < checkpoint || from > end || bytes > end - from || bytes > size) unreachable()
  memory.copy(checkpoint, from, bytes)
  memory.fill(checkpoint - LENGTH, 0, LENGTH)
  memory.fill(checkpoint + bytes, 0, end - checkpoint - bytes)
  end = checkpoint
  return alloc(size)
}
