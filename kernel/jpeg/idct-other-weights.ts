// Weights for the transforms with N = 3, 5, 6 and 7 samples: √2 · cos((2i + 1)uπ / 2N) · 2¹⁴ (2¹⁴
// for u = 0), as in idct-weights. A table has the weights for a pair of frequencies u, or for one
// frequency with a 0 in place of the other. Each row belongs to one sample i in the first half.
// Rows that differ from others only in their signs are omitted.

// biome-ignore format: one row per sample
export const WEIGHTS3_02: usize = memory.data<i16>([
  16384, 11585, 16384, 11585, 16384, 11585, 16384, 11585,
  16384, -23170, 16384, -23170, 16384, -23170, 16384, -23170,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS3_1: usize = memory.data<i16>([
  20066, 0, 20066, 0, 20066, 0, 20066, 0,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS5_04: usize = memory.data<i16>([
  16384, 7160, 16384, 7160, 16384, 7160, 16384, 7160,
  16384, -18745, 16384, -18745, 16384, -18745, 16384, -18745,
  16384, 23170, 16384, 23170, 16384, 23170, 16384, 23170,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS5_2: usize = memory.data<i16>([
  18745, 0, 18745, 0, 18745, 0, 18745, 0,
  -7160, 0, -7160, 0, -7160, 0, -7160, 0,
  -23170, 0, -23170, 0, -23170, 0, -23170, 0,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS5_1: usize = memory.data<i16>([
  22036, 0, 22036, 0, 22036, 0, 22036, 0,
  13619, 0, 13619, 0, 13619, 0, 13619, 0,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS5_3: usize = memory.data<i16>([
  13619, 0, 13619, 0, 13619, 0, 13619, 0,
  -22036, 0, -22036, 0, -22036, 0, -22036, 0,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS6_04: usize = memory.data<i16>([
  16384, 11585, 16384, 11585, 16384, 11585, 16384, 11585,
  16384, -23170, 16384, -23170, 16384, -23170, 16384, -23170,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS6_2: usize = memory.data<i16>([
  20066, 0, 20066, 0, 20066, 0, 20066, 0,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS6_15: usize = memory.data<i16>([
  22381, 5997, 22381, 5997, 22381, 5997, 22381, 5997,
  16384, -16384, 16384, -16384, 16384, -16384, 16384, -16384,
  5997, 22381, 5997, 22381, 5997, 22381, 5997, 22381,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS6_3: usize = memory.data<i16>([
  16384, 0, 16384, 0, 16384, 0, 16384, 0,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS7_04: usize = memory.data<i16>([
  16384, 14447, 16384, 14447, 16384, 14447, 16384, 14447,
  16384, -20876, 16384, -20876, 16384, -20876, 16384, -20876,
  16384, -5156, 16384, -5156, 16384, -5156, 16384, -5156,
  16384, 23170, 16384, 23170, 16384, 23170, 16384, 23170,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS7_26: usize = memory.data<i16>([
  20876, 5156, 20876, 5156, 20876, 5156, 20876, 5156,
  5156, -14447, 5156, -14447, 5156, -14447, 5156, -14447,
  -14447, 20876, -14447, 20876, -14447, 20876, -14447, 20876,
  -23170, -23170, -23170, -23170, -23170, -23170, -23170, -23170,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS7_15: usize = memory.data<i16>([
  22590, 10053, 22590, 10053, 22590, 10053, 22590, 10053,
  18115, -22590, 18115, -22590, 18115, -22590, 18115, -22590,
  10053, 18115, 10053, 18115, 10053, 18115, 10053, 18115,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS7_3: usize = memory.data<i16>([
  18115, 0, 18115, 0, 18115, 0, 18115, 0,
  -10053, 0, -10053, 0, -10053, 0, -10053, 0,
  -22590, 0, -22590, 0, -22590, 0, -22590, 0,
], 16)
