/** Alignment of memory for vectors. */

/** Returns a number of bytes, rounded up to a multiple of 16. */
export function aligned(bytes: usize): usize {
  return (bytes + 15) & ~15
}
