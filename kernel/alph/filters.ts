/**
 * Undoes the alpha filters in place (RFC 9649, 2.7.1.2). Up to 15 bytes after a row's end are
 * changed.
 */
export const NONE = 0
export const HORIZONTAL = 1
export const VERTICAL = 2
export const GRADIENT = 3

/**
 * Unfilters a row.
 * @param above address of the row above, or 0 for the first row
 */
export function unfilterAlpha(filter: i32, row: usize, above: usize, width: usize): void {
  if (filter === NONE) return
  if (above === 0) addLeft(row, width, 0)
  else if (filter === HORIZONTAL) addLeft(row, width, load<u8>(above))
  else if (filter === VERTICAL) addAbove(row, above, width)
  else addGradient(row, above, width)
}

function addLeft(row: usize, width: usize, first: u32): void {
  let sum = first
  for (let x: usize = 0; x < width; x++) {
    sum += load<u8>(row + x)
    store<u8>(row + x, <u8>sum)
  }
}

function addAbove(row: usize, above: usize, width: usize): void {
  for (let x: usize = 0; x < width; x += 16)
    v128.store(row + x, i8x16.add(v128.load(row + x), v128.load(above + x)))
}

/**
 * Undoes the gradient filter: adds to each sample its prediction left + above - corner, clamped to
 * 0 to 255. `corner` is the sample above and to the left.
 */
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
