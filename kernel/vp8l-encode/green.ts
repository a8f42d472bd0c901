/**
 * Converts pixels to the format's byte order (B, G, R, A), and applies the subtract-green transform
 * (RFC 9649, 4.3).
 */

/**
 * Swaps each pixel's red and blue in place.
 * @returns `true` if no pixel is transparent
 */
export function swapRedBlue(pixels: usize, count: u32): bool {
  let all = i32x4.splat(-1)
  let i: u32 = 0
  for (; i + 4 <= count; i += 4) {
    const at = pixels + <usize>i * 4
    const four = v128.load(at)
    all = v128.and(all, four)
    v128.store(at, i8x16.shuffle(four, four, 2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15))
  }
  let least = <u32>i32x4.extract_lane(all, 0) & <u32>i32x4.extract_lane(all, 1)
  least &= <u32>i32x4.extract_lane(all, 2) & <u32>i32x4.extract_lane(all, 3)
  for (; i < count; i++) {
    const at = pixels + <usize>i * 4
    const pixel = load<u32>(at)
    least &= pixel
    store<u32>(at, (pixel & 0xff00ff00) | ((pixel >> 16) & 255) | ((pixel & 255) << 16))
  }
  return least >> 24 === 255
}

export function subtractGreen(pixels: usize, count: u32): void {
  let i: u32 = 0
  for (; i + 4 <= count; i += 4) {
    const at = pixels + <usize>i * 4
    const four = v128.load(at)
    v128.store(at, i8x16.sub(four, greens(four)))
  }
  for (; i < count; i++) {
    const at = pixels + <usize>i * 4
    const one = i32x4.splat(load<u32>(at))
    store<u32>(at, i32x4.extract_lane(i8x16.sub(one, greens(one)), 0))
  }
}

/**
 * Returns four pixels whose red and blue are the argument's green, and whose green and alpha are 0.
 */
export function greens(four: v128): v128 {
  return i8x16.swizzle(four, i8x16(1, -1, 1, -1, 5, -1, 5, -1, 9, -1, 9, -1, 13, -1, 13, -1))
}
