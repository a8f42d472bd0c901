/**
 * Copies bytes one by one: for what is left when the rest went by whole vectors. Such remainders pass through a block
 * of their own, so that no vector reaches beyond the caller's.
 */
export function copy(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at++) store<u8>(to + at, load<u8>(from + at))
}
