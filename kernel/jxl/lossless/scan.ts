/** Scans over a whole picture: opacity and colors. */

/** Alpha mask for two 8-bit pixels or for one 16-bit pixel. */
const ALPHA_8: u64 = 0xff000000ff000000
const ALPHA_16: u64 = 0xffff000000000000

/**
 * Returns `true` if all pixels are opaque.
 * @param count number of pixels
 * @param depth bits for a sample, 8 or 16
 */
export function isOpaque(pixels: usize, count: usize, depth: u32): bool {
  const bytes = count * (depth === 16 ? 8 : 4)
  const mask = depth === 16 ? ALPHA_16 : ALPHA_8
  let at: usize = 0
  for (; at + 8 <= bytes; at += 8) if ((load<u64>(pixels + at) & mask) !== mask) return false
  return at === bytes || load<u8>(pixels + at, 3) === 255
}

/** Returns `true` if all pixels have equal red, green and blue. */
export function isGray(pixels: usize, count: usize, depth: u32): bool {
  if (depth === 16) {
    const end = pixels + count * 8
    for (let at = pixels; at < end; at += 8) {
      const red = load<u16>(at)
      if (red !== load<u16>(at, 2) || red !== load<u16>(at, 4)) return false
    }
    return true
  }
  const end = pixels + count * 4
  for (let at = pixels; at < end; at += 4) {
    const pixel = load<u32>(at)
    if (((pixel ^ (pixel >> 8)) & 0xffff) !== 0) return false
  }
  return true
}
