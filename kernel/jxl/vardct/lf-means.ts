/**
 * LF samples for transforms larger than 8 × 8 (ISO/IEC 18181-1:2022, annex I, LLF coefficients).
 * Decoders compute a transform's lowest frequencies from its blocks' LF samples. The functions in
 * this file do the inverse: they compute the samples, which are nearly the block means.
 */

/** Factor from a 16-sample coefficient to a coefficient for the two means over 8 samples. */
const HALF_SCALE: f32 = 0.9017641950288744
/** Factors from 32-sample coefficients to coefficients for the four means over 8 samples. */
const QUARTER_SCALES: usize = memory.data<f32>([1, 0.9748868211, 0.901764195, 0.7870549182])
/** √2 cos((2 n + 1) k π / 8) by n and k, and 1 for k = 0. */
// biome-ignore format: a mean a row
const QUARTER_WAVES: usize = memory.data<f32>([
  1, 1.30656296488, 1, 0.541196100146,
  1, 0.541196100146, -1, -1.30656296488,
  1, -0.541196100146, -1, 1.30656296488,
  1, -1.30656296488, 1, -0.541196100146,
])

/**
 * Stores both samples for an 8 × 16 or 16 × 8 transform.
 * @param at coefficient address
 * @param to address for the first sample
 * @param step distance in bytes to the second sample
 */
export function spread16x8(at: usize, to: usize, step: usize): void {
  const mean = load<f32>(at) * (1.0 / 128.0)
  const slope = load<f32>(at, 4) * (HALF_SCALE / 128.0)
  store<f32>(to, mean + slope)
  store<f32>(to + step, mean - slope)
}

/**
 * Stores the four samples for a 16 × 16 transform.
 * @param step row stride in bytes
 */
export function spread16x16(at: usize, to: usize, step: usize): void {
  const scale: f32 = 1.0 / 256.0
  const mean = load<f32>(at) * scale
  const down = load<f32>(at, 4) * (HALF_SCALE * scale)
  const right = load<f32>(at, 64) * (HALF_SCALE * scale)
  const both = load<f32>(at, 68) * (HALF_SCALE * HALF_SCALE * scale)
  store<f32>(to, mean + down + right + both)
  store<f32>(to, mean + down - right - both, 4)
  store<f32>(to + step, mean - down + right - both)
  store<f32>(to + step, mean - down - right + both, 4)
}

/** Stores the 16 samples for a 32 × 32 transform. */
export function spread32x32(at: usize, to: usize, step: usize): void {
  for (let y: usize = 0; y < 4; y++, to += step) {
    for (let x: usize = 0; x < 4; x++) {
      let sum: f32 = 0
      for (let h: usize = 0; h < 4; h++) {
        let inner: f32 = 0
        for (let v: usize = 0; v < 4; v++) inner += quarter(y, v) * load<f32>(at + 4 * (32 * h + v))
        sum += quarter(x, h) * inner
      }
      store<f32>(to + 4 * x, sum * (1.0 / 1024.0))
    }
  }
}

/** Returns a coefficient's factor in a sample. */
function quarter(sample: usize, frequency: usize): f32 {
  return load<f32>(QUARTER_WAVES + 4 * (4 * sample + frequency)) * load<f32>(QUARTER_SCALES + 4 * frequency)
}
