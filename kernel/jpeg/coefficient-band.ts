/** Maximum lines in a coefficient band, which is the height of a JPEG XL group. */
const BAND_LINES: i32 = 256

/**
 * Returns the number of MCU rows in a coefficient band.
 * @param mcuLines lines in an MCU
 */
export function bandMcusOf(mcuLines: i32): i32 {
  return max(1, BAND_LINES / mcuLines)
}
