/**
 * Clears and inverts bits in each pixel, in place: (pixel & kept) ^ inverted.
 * @param count 4-byte pixels
 * @param kept mask for the bits that are kept; R is the lowest byte
 * @param inverted mask for the bits that are inverted, in the same order
 */
export function changeBits(rgba: usize, count: usize, kept: u32, inverted: u32): void {
  const end = rgba + 4 * count
  const whole = end - ((4 * count) & 15)
  const mask = i32x4.splat(kept)
  const flip = i32x4.splat(inverted)
  for (let at = rgba; at < whole; at += 16) v128.store(at, v128.xor(v128.and(v128.load(at), mask), flip))
  for (let at = whole; at < end; at += 4) store<u32>(at, (load<u32>(at) & kept) ^ inverted)
}
