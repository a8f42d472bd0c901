// Weights for the transform with 8 samples: √2 · cos((2i + 1)uπ / 16) · 2¹⁴ (2¹⁴ for u = 0). A
// table has the weights for a pair of frequencies u. Each row belongs to one sample i in the first
// half, with the pair repeated in all lanes. For samples in the second half, even frequencies are
// symmetric and odd frequencies are antisymmetric.

// biome-ignore format: one row per sample
export const WEIGHTS_04: usize = memory.data<i16>([
  16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384,
  16384, -16384, 16384, -16384, 16384, -16384, 16384, -16384,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS_26: usize = memory.data<i16>([
  21407, 8867, 21407, 8867, 21407, 8867, 21407, 8867,
  8867, -21407, 8867, -21407, 8867, -21407, 8867, -21407,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS_15: usize = memory.data<i16>([
  22725, 12873, 22725, 12873, 22725, 12873, 22725, 12873,
  19266, -22725, 19266, -22725, 19266, -22725, 19266, -22725,
  12873, 4520, 12873, 4520, 12873, 4520, 12873, 4520,
  4520, 19266, 4520, 19266, 4520, 19266, 4520, 19266,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS_37: usize = memory.data<i16>([
  19266, 4520, 19266, 4520, 19266, 4520, 19266, 4520,
  -4520, -12873, -4520, -12873, -4520, -12873, -4520, -12873,
  -22725, 19266, -22725, 19266, -22725, 19266, -22725, 19266,
  -12873, -22725, -12873, -22725, -12873, -22725, -12873, -22725,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS_02: usize = memory.data<i16>([
  16384, 21407, 16384, 21407, 16384, 21407, 16384, 21407,
  16384, 8867, 16384, 8867, 16384, 8867, 16384, 8867,
  16384, -8867, 16384, -8867, 16384, -8867, 16384, -8867,
  16384, -21407, 16384, -21407, 16384, -21407, 16384, -21407,
], 16)
// biome-ignore format: one row per sample
export const WEIGHTS_13: usize = memory.data<i16>([
  22725, 19266, 22725, 19266, 22725, 19266, 22725, 19266,
  19266, -4520, 19266, -4520, 19266, -4520, 19266, -4520,
  12873, -22725, 12873, -22725, 12873, -22725, 12873, -22725,
  4520, -12873, 4520, -12873, 4520, -12873, 4520, -12873,
], 16)
