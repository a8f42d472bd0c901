/**
 * Clears the bits of each pixel that are not in `kept`, then inverts those in `inverted`, in place.
 * @param count pixels of 4 bytes
 * @param kept bits of a pixel, R lowest; so `inverted`
 */
export function changeBits(rgba: usize, count: usize, kept: u32, inverted: u32): void {
  const end = rgba + 4 * count
  const whole = end - ((4 * count) & 15)
  const mask = i32x4.splat(kept)
  const flip = i32x4.splat(inverted)
  for (let at = rgba; at < whole; at += 16) v128.store(at, v128.xor(v128.and(v128.load(at), mask), flip))
  for (let at = whole; at < end; at += 4) store<u32>(at, (load<u32>(at) & kept) ^ inverted)
}
