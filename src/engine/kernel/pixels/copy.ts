/**
 * Copies bytes one by one. Callers use it for the last pixels of a buffer, which do not fill a
 * vector. They copy these pixels to a work area and back, so that no vector access goes beyond the
 * buffer.
 */
export function copy(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at++) store<u8>(to + at, load<u8>(from + at))
}
