/** Memory alignment for vectors. */

/** Rounds a byte count up to a multiple of 16. */
export function aligned(bytes: usize): usize {
  return (bytes + 15) & ~15
}
