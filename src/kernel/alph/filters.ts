/** The filters of alpha, undone in place (RFC 9649, 2.7.1.2). Up to 15 bytes beyond the end are changed. */
export const NONE = 0
export const HORIZONTAL = 1
export const VERTICAL = 2
export const GRADIENT = 3

/** @param above the row above, or 0 of the first row */
export function unfilterAlpha(filter: i32, row: usize, above: usize, width: usize): void {
  if (filter === NONE) return
  if (above === 0) addLeft(row, width, 0)
  else if (filter === HORIZONTAL) addLeft(row, width, load<u8>(above))
  else if (filter === VERTICAL) addAbove(row, above, width)
  else addGradient(row, above, width)
}

function addLeft(row: usize, width: usize, first: u8): void {
  const zero = i8x16.splat(0)
  let sum = i8x16.splat(<i8>first)
  for (const end = row + width; row < end; row += 16) {
    let a = v128.load(row)
    a = i8x16.add(a, i8x16.shuffle(zero, a, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30))
    a = i8x16.add(a, i8x16.shuffle(zero, a, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29))
    a = i8x16.add(a, i8x16.shuffle(zero, a, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27))
    a = i8x16.add(a, i8x16.shuffle(zero, a, 0, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23))
    a = i8x16.add(a, sum)
    v128.store(row, a)
    sum = i8x16.splat(<i8>i8x16.extract_lane_u(a, 15))
  }
}

function addAbove(row: usize, above: usize, width: usize): void {
  for (let x: usize = 0; x < width; x += 16)
    v128.store(row + x, i8x16.add(v128.load(row + x), v128.load(above + x)))
}

/** Left + above - corner, clamped. */
function addGradient(row: usize, above: usize, width: usize): void {
  let left = <i32>load<u8>(above)
  let corner = left
  for (let x: usize = 0; x < width; x++) {
    const upper = <i32>load<u8>(above + x)
    left = (<i32>load<u8>(row + x) + max(0, min(255, left + upper - corner))) & 255
    store<u8>(row + x, left)
    corner = upper
  }
}
