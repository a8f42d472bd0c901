/** Rows that are reduced together: each weight is loaded once, and the vertical pass finds its samples side by side. */
export const QUAD = 4

/** Copies a row of single samples. */
export function takeGray(from: usize, to: usize, columns: i32): void {
  memory.copy(to, from, columns)
}

/**
 * Copies a row of RGBA pixels with two neighbours' samples side by side: r r g g b b a a.
 * Reads no byte beyond the row.
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

/** The same for opaque pixels of three bytes. */
export function takeRgb(from: usize, to: usize, columns: i32): void {
  const alpha = i64x2.splat(<i64>0xffff_0000_0000_0000)
  let column = 0
  // Sixteen bytes have five pixels, and one byte more.
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
