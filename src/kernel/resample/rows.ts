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
