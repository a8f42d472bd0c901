import { naturalIndex } from '../natural-order'

/** Tables that convert a transposed block to zigzag order (T.81 A.3.6). */

/**
 * Byte offset of the masks in the zigzag tables. The tables begin with each coefficient's byte
 * offset in a transposed block (64 u8, in zigzag order). Then follow 256 masks (u64) for each block
 * row. A mask's index has one bit for each nonzero coefficient in the row. The mask has the same
 * coefficients' bits at their zigzag indices.
 */
const MASKS: usize = 64
const ROW_MASKS: usize = 256 * 8
export const ZIGZAG_BYTES: usize = MASKS + 8 * ROW_MASKS

export function fillZigzag(zigzag: usize): void {
  for (let k: usize = 0; k < 64; k++) {
    const natural = naturalIndex(<i32>k)
    const row = <usize>(natural & 7)
    const column = natural >> 3
    store<u8>(zigzag + k, <u8>((row * 8 + column) * 2))
    const masks = zigzag + MASKS + row * ROW_MASKS
    for (let bits = 0; bits < 256; bits++) {
      if (((bits >> column) & 1) === 0) continue
      const at = masks + <usize>bits * 8
      store<u64>(at, load<u64>(at) | ((<u64>1) << k))
    }
  }
}

/**
 * Reorders a map of nonzero coefficients.
 * @param bits one bit for each coefficient, in transposed order
 * @returns one bit for each coefficient, in zigzag order
 */
export function toZigzag(zigzag: usize, bits: u64): u64 {
  let masks = zigzag + MASKS
  let result: u64 = 0
  for (; bits !== 0; bits >>= 8) {
    result |= load<u64>(masks + <usize>(bits & 0xff) * 8)
    masks += ROW_MASKS
  }
  return result
}
