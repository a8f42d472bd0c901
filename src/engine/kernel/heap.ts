// A heap whose blocks cannot be freed one by one: `heapRelease` frees all blocks after a
// checkpoint. This is enough, because an instance serves one image at a time. Guard bytes separate
// the blocks. The last 16 guard bytes before a block hold its length. Tests check that no code
// writes to guard bytes.

import { HEAP_START, WHOLE_START } from './layout'

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
  if (__heap_base > WHOLE_START) unreachable()
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

/** Returns a checkpoint for `heapRelease`: the address after the last block and its guard bytes. */
export function heapMark(): usize {
  begin()
  return end
}

/**
 * Frees and zeroes all blocks that were allocated after a checkpoint.
 * @param mark checkpoint from `heapMark`; traps if it cannot be one
 */
export function freeFrom(mark: usize): void {
  if (mark < HEAP_START + GUARD || mark > end || (mark & (ALIGNMENT - 1)) !== 0) unreachable()
  memory.fill(mark - LENGTH, 0, end - mark)
  end = mark
}
