/**
 * Converts a transformed value to a sample: applies the level shift (T.81 A.3.1), rounds and clips.
 * @param level sample before the level shift, multiplied by 8
 * @returns sample, 0 to 255
 */
function gray(level: i32): i32 {
  return max(0, min(255, (level + 128 * 8 + 4) >> 3))
}

function dequantize(coefficients: usize, quant: usize): i32 {
  return <i32>load<i16>(coefficients) * <i32>load<u16>(quant)
}

/**
 * Transforms a block's coefficients to 2 × 2 samples. The samples are exact, because all weights in
 * the 2-point transform are 1 or -1.
 * @param coefficients 4 i16: the 2 × 2 lowest frequencies, row by row
 * @param quant 4 u16 in the same order
 * @param out receives 2 2-byte rows
 * @param stride distance in bytes from one row to the next
 */
export function idct2x2(coefficients: usize, quant: usize, out: usize, stride: i32): void {
  const flat = dequantize(coefficients, quant)
  const across = dequantize(coefficients + 2, quant + 2)
  const down = dequantize(coefficients + 4, quant + 4)
  const diagonal = dequantize(coefficients + 6, quant + 6)
  const left = flat + across
  const right = flat - across
  const leftDown = down + diagonal
  const rightDown = down - diagonal
  store<u8>(out, gray(left + leftDown))
  store<u8>(out, gray(right + rightDown), 1)
  store<u8>(out + stride, gray(left - leftDown))
  store<u8>(out + stride, gray(right - rightDown), 1)
}

/**
 * Transforms a block's coefficients to a single sample, which depends only on the DC coefficient.
 * @returns sample, 0 to 255
 */
export function idct1x1(dc: i32, quant: i32): i32 {
  return gray(dc * quant)
}
