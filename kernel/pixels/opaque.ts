/**
 * Tests if every pixel is opaque.
 * @param count 4-byte pixels
 * @returns 1 if every pixel's alpha is 255, otherwise 0
 */
export function isOpaque(rgba: usize, count: usize): i32 {
  const end = rgba + 4 * count
  const whole = end - ((4 * count) & 15)
  let all = i32x4.splat(-1)
  for (let at = rgba; at < whole; at += 16) all = v128.and(all, v128.load(at))
  let alpha: u32 = 0xff000000
  for (let at = whole; at < end; at += 4) alpha &= load<u32>(at)
  return <i32>(alpha === 0xff000000 && i32x4.all_true(i32x4.eq(i32x4.shr_u(all, 24), i32x4.splat(255))))
}
