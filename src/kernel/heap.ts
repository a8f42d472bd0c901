/**
 * Memory of one transform: blocks are taken one after the other and never given back, since the instance goes with
 * its image. Guard bytes between blocks let a test tell one from the next; each block's length stands in those before
 * it, so that the test knows the blocks to the byte.
 */

const ALIGNMENT: usize = 16
const GUARD: usize = 64
/** How far before a block its length stands. */
const LENGTH: usize = 16
const PAGE: usize = 65536
/** More than any platform gives, and little enough that sums of it do not wrap. */
const MAX_BYTES: usize = 0x40000000

let end: usize = 0

/**
 * Takes a zeroed block.
 * @param bytes its length
 * @returns its address, a multiple of 16; traps where the memory cannot grow
 */
export function alloc(bytes: usize): usize {
  if (end === 0) end = (__heap_base + GUARD + ALIGNMENT - 1) & ~(ALIGNMENT - 1)
  const address = end
  end = (address + bytes + GUARD + ALIGNMENT - 1) & ~(ALIGNMENT - 1)
  if (bytes > MAX_BYTES || end < address) unreachable()
  const missing = <isize>end - <isize>(<usize>memory.size() * PAGE)
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) unreachable()
  store<u32>(address - LENGTH, <u32>bytes)
  return address
}
