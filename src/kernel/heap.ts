/**
 * Memory of one transform: blocks are taken one after the other and never given back, since the instance goes with
 * its image. Guard bytes between blocks let a test tell one from the next.
 */

const ALIGNMENT: usize = 16
const GUARD: usize = 64
const PAGE: usize = 65536

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
  if (end < address) unreachable()
  const missing = <isize>end - <isize>(<usize>memory.size() * PAGE)
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) unreachable()
  return address
}
