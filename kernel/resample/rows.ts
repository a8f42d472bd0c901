/**
 * Rows that the horizontal pass reduces together. Each weight is loaded only once for all four
 * rows, and the vertical pass finds a column's four results side by side.
 */
export const QUAD = 4

/** Copies a row from a one-channel picture to the horizontal pass's buffer. */
export function takeGray(from: usize, to: usize, columns: i32): void {
  memory.copy(to, from, columns)
}

/**
 * Copies an RGBA row in pairs to the horizontal pass's buffer. A pair's samples are interleaved: r
 * r g g b b a a. No byte beyond the row is read.
 */
export function takeRgba(from: usize, to: usize, columns: i32): void {
  let column = 0
  for (; column + 4 <= columns; column += 4) {
    const pixels = v128.load(from)
    v128.store(to, i8x16.shuffle(pixels, pixels, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15))
    from += 16
    to += 16
  }
  for (; column < columns; column++) {
    const odd = column & 1
    for (let channel: usize = 0; channel < 4; channel++)
      store<u8>(to + channel * 2 + odd, load<u8>(from + channel))
    from += 4
    if (odd) to += 8
  }
}

/**
 * Copies a 3-byte RGB row to the horizontal pass's buffer, as pixels with alpha 255. The sample
 * order is the same as in `takeRgba`.
 */
export function takeRgb(from: usize, to: usize, columns: i32): void {
  const alpha = i64x2.splat(<i64>0xffff_0000_0000_0000)
  let column = 0
  // A 16-byte load reads five pixels and one byte from a sixth, which must therefore exist.
  for (; column + 6 <= columns; column += 4) {
    const order = i8x16(0, 3, 1, 4, 2, 5, -1, -1, 6, 9, 7, 10, 8, 11, -1, -1)
    v128.store(to, v128.or(v128.swizzle(v128.load(from), order), alpha))
    from += 12
    to += 16
  }
  for (; column < columns; column++) {
    const odd = column & 1
    for (let channel: usize = 0; channel < 3; channel++)
      store<u8>(to + channel * 2 + odd, load<u8>(from + channel))
    store<u8>(to + 6 + odd, 255)
    from += 3
    if (odd) to += 8
  }
}
