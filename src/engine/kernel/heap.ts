// Blocks are freed only all together, from a checkpoint on (`heapRestore`): an instance serves one image. Tests check
// the guard bytes between blocks, where each block's length is stored before it.

import { HEAP_START, SIDE_START } from './layout'

const ALIGNMENT: usize = 16
const GUARD: usize = 64
const LENGTH: usize = 16
const PAGE: usize = 65536
/**
 * Maximum length of a block: 1 GiB. The sum of a longer length and the guard could wrap around 32
 * bits unnoticed.
 */
const MAX_BYTES: usize = 0x40000000

let end: usize = 0

function begin(): void {
  if (__heap_base > SIDE_START) unreachable()
  if (end === 0) end = HEAP_START + GUARD
}

/**
 * Allocates a zeroed block. Traps if the memory cannot grow.
 * @returns address of the block, a multiple of 16
 */
export function alloc(bytes: usize): usize {
  begin()
  const address = end
  end = (address + bytes + GUARD + ALIGNMENT - 1) & ~(ALIGNMENT - 1)
  if (bytes > MAX_BYTES || end < address) unreachable()
  const missing = <isize>end - <isize>(<usize>memory.size() * PAGE)
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) unreachable()
  store<u32>(address - LENGTH, <u32>bytes)
  return address
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
