/** Maximum number of lines in a band of coefficients. It is the height of a group of JPEG XL. */
const BAND_LINES: i32 = 256

/**
 * Returns the number of rows of MCUs in a band of coefficients.
 * @param mcuLines number of lines in an MCU
 */
export function bandMcusOf(mcuLines: i32): i32 {
  return max(1, BAND_LINES / mcuLines)
}
