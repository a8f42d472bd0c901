/**
 * Copies bytes one by one: the remainder after whole vectors. Remainders pass through a separate block, so that no
 * vector reaches beyond the caller's.
 */
export function copy(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at++) store<u8>(to + at, load<u8>(from + at))
}
