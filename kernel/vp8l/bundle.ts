/** Counts the palette indices that share a pixel, as a power of two (RFC 9649, 4.4). */
export function bundleBits(colors: i32): i32 {
  return colors <= 2 ? 3 : colors <= 4 ? 2 : colors <= 16 ? 1 : 0
}
