// Blocks are freed only all together, from a mark on (`heapRelease`): an instance serves one image. Tests check the guard
// bytes between blocks, where each block's length is stored before it.

import { HEAP_START, WHOLE_START } from './layout'

const ALIGNMENT: usize = 16
const GUARD: usize = 64
const LENGTH: usize = 16
const PAGE: usize = 65536
/** Sums of lengths up to this do not wrap. */
const MAX_BYTES: usize = 0x40000000

let end: usize = 0

function begin(): void {
  if (__heap_base > WHOLE_START) unreachable()
  if (end === 0) end = HEAP_START + GUARD
}

/**
 * Allocates a zeroed block.
 * @returns its address, a multiple of 16; traps where the memory cannot grow
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

/** The end of the blocks; see `heapRelease`. */
export function heapMark(): usize {
  begin()
  return end
}

/** Frees and zeroes all blocks from a mark on. */
export function freeFrom(mark: usize): void {
  if (mark < HEAP_START + GUARD || mark > end || (mark & (ALIGNMENT - 1)) !== 0) unreachable()
  memory.fill(mark - LENGTH, 0, end - mark)
  end = mark
}
