/**
 * Adam7 interlacing (PNG 8.1). The image is stored as seven reduced images (passes), whose pixels
 * interleave.
 */

export const PASSES: i32 = 7

/** For each pass: first column, first row, horizontal step and vertical step, in pixels. */
const PATTERN = memory.data<u8>([
  0, 0, 8, 8, 4, 0, 8, 8, 0, 4, 4, 8, 2, 0, 4, 4, 0, 2, 2, 4, 1, 0, 2, 2, 0, 1, 1, 2,
])

export function passLeft(pass: i32): i32 {
  return load<u8>(PATTERN + 4 * pass)
}

export function passTop(pass: i32): i32 {
  return load<u8>(PATTERN + 4 * pass, 1)
}

export function passStepX(pass: i32): i32 {
  return load<u8>(PATTERN + 4 * pass, 2)
}

export function passStepY(pass: i32): i32 {
  return load<u8>(PATTERN + 4 * pass, 3)
}

/**
 * Returns the number of columns (or rows) in a pass whose first column (or row) is `first`. The
 * number can be 0 in a small image.
 */
export function passSide(side: i32, first: i32, step: i32): i32 {
  return side > first ? (side - first - 1) / step + 1 : 0
}

/**
 * Writes the pixels in one pass row to their positions in the image.
 * @param row `count` pixels with `bytes` bytes each (1, 4 or 8)
 * @param out address of the first pixel's position in the image
 * @param step distance in the image between neighboring pixels of the pass, in pixels
 */
export function scatter(row: usize, out: usize, count: usize, step: usize, bytes: usize): void {
  if (step === 1) memory.copy(out, row, count * bytes)
  else if (bytes === 1) scatterPixels<u8>(row, out, count, step)
  else if (bytes === 4) scatterPixels<u32>(row, out, count, step)
  else scatterPixels<u64>(row, out, count, step)
}

function scatterPixels<Pixel>(row: usize, out: usize, count: usize, step: usize): void {
  const size = sizeof<Pixel>()
  for (let at: usize = 0; at < count; at++) {
    store<Pixel>(out + at * step * size, load<Pixel>(row + at * size))
  }
}
