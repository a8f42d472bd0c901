/**
 * Copies bytes one by one. Callers use it for a buffer's last pixels, which do not fill a vector.
 * They copy these pixels to a work area and back, so that no vector access goes beyond the buffer.
 */
export function copy(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at++) store<u8>(to + at, load<u8>(from + at))
}

/** Copies a row's last pixels, 4 bytes each. If their number is odd, the last pixel is repeated. */
export function copyEvenly(pixels: usize, to: usize, count: usize): void {
  copy(pixels, to, 4 * count)
  if (count & 1) store<u32>(to + 4 * count, load<u32>(to + 4 * count - 4))
}
