// Blocks are never freed: an instance serves one image. Tests check the guard bytes between blocks, where each block's
// length is stored before it.

import { HEAP_START, WHOLE_START } from './layout'

const ALIGNMENT: usize = 16
const GUARD: usize = 64
const LENGTH: usize = 16
const PAGE: usize = 65536
/** Sums of lengths up to this do not wrap. */
const MAX_BYTES: usize = 0x40000000

let end: usize = 0

/**
 * Allocates a zeroed block.
 * @returns its address, a multiple of 16; traps where the memory cannot grow
 */
export function alloc(bytes: usize): usize {
  if (__heap_base > WHOLE_START) unreachable()
  if (end === 0) end = HEAP_START + GUARD
  const address = end
  end = (address + bytes + GUARD + ALIGNMENT - 1) & ~(ALIGNMENT - 1)
  if (bytes > MAX_BYTES || end < address) unreachable()
  const missing = <isize>end - <isize>(<usize>memory.size() * PAGE)
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) unreachable()
  store<u32>(address - LENGTH, <u32>bytes)
  return address
}
