/** Natural index of each coefficient in zigzag order (T.81 Figure A.6). */
export const ZIGZAG = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
])

/** Steps of quality 50 for luma and chroma: N. Robidoux's table for ImageMagick, mozjpeg's default (number 3). */
const STEPS = memory.data<u16>([
  16, 16, 16, 18, 25, 37, 56, 85, 16, 17, 20, 27, 34, 40, 53, 75, 16, 20, 24, 31, 43, 62, 91, 135, 18, 27, 31,
  40, 53, 74, 106, 156, 25, 34, 43, 53, 69, 94, 131, 189, 37, 40, 62, 74, 94, 124, 169, 238, 56, 53, 91, 106,
  131, 169, 226, 311, 85, 75, 135, 156, 189, 238, 311, 418,
])

/**
 * Writes the quantisation steps of a quality, u8 in natural order.
 * @param quality 1 to 100 on the scale of the Independent JPEG Group: 100 has steps of 1, 50 those of the table
 */
export function fillSteps(quality: i32, steps: usize): void {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
  for (let i: usize = 0; i < 64; i++) {
    const step = (<i32>load<u16>(STEPS + i * 2) * percent + 50) / 100
    // A baseline decoder reads eight bits (T.81 B.2.4.1).
    store<u8>(steps + i, min(max(step, 1), 255))
  }
}
