/** Row-major index for each coefficient in a JPEG block, in zigzag order (T.81 figure A.6). */
// biome-ignore format: one row per block row
const NATURAL: usize = memory.data<u8>([
   0,  1,  8, 16,  9,  2,  3, 10,
  17, 24, 32, 25, 18, 11,  4,  5,
  12, 19, 26, 33, 40, 48, 41, 34,
  27, 20, 13,  6,  7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36,
  29, 22, 15, 23, 30, 37, 44, 51,
  58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
])

/** Returns the row-major index for the coefficient with zigzag index `k`. */
export function naturalIndex(k: i32): i32 {
  return load<u8>(NATURAL + k)
}
