/**
 * Copies bytes one by one. Callers use it for the remainder of a buffer that is shorter than a
 * vector. They process the remainder in a separate block, so that no vector access goes beyond the
 * buffer.
 */
export function copy(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at++) store<u8>(to + at, load<u8>(from + at))
}
