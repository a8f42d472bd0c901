/**
 * Sampling factors for 4:2:0, across and down, for Y, Cb and Cr (T.81 A.1.1). One chroma sample
 * covers 2 × 2 pixels.
 */
export const SAMPLING_420: readonly (readonly [number, number])[] = [
  [2, 2],
  [1, 1],
  [1, 1],
]
