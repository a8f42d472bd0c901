import { FLOAT } from './cell'

/** One transform of Cooley and Tukey, in place, of values that are `step` bytes apart. */
function transform(re: usize, im: usize, size: usize, step: usize, angles: usize, sign: f32): void {
  for (let i: usize = 0, j: usize = 0; i < size; i++) {
    if (i < j) {
      swap(re + i * step, re + j * step)
      swap(im + i * step, im + j * step)
    }
    let bit = size >> 1
    while (bit > 0 && j & bit) {
      j ^= bit
      bit >>= 1
    }
    j |= bit
  }
  for (let length: usize = 2; length <= size; length <<= 1) {
    const half = length >> 1
    const turn = (size / length) * 2 * FLOAT
    for (let first: usize = 0; first < size; first += length) {
      for (let k: usize = 0; k < half; k++) {
        const cos = load<f32>(angles + k * turn)
        const sin = sign * load<f32>(angles + k * turn + FLOAT)
        const a = (first + k) * step
        const b = a + half * step
        const real = load<f32>(re + b) * cos - load<f32>(im + b) * sin
        const imaginary = load<f32>(re + b) * sin + load<f32>(im + b) * cos
        store<f32>(re + b, load<f32>(re + a) - real)
        store<f32>(im + b, load<f32>(im + a) - imaginary)
        store<f32>(re + a, load<f32>(re + a) + real)
        store<f32>(im + a, load<f32>(im + a) + imaginary)
      }
    }
  }
}

function swap(a: usize, b: usize): void {
  const value = load<f32>(a)
  store<f32>(a, load<f32>(b))
  store<f32>(b, value)
}

/** Most rows of a tile with few frequencies are. */
function isZero(row: usize, bytes: usize): bool {
  for (let at: usize = 0; at < bytes; at += 16) if (v128.any_true(v128.load(row + at))) return false
  return true
}

/**
 * The Fourier transform of a square of complex numbers, in place, not scaled.
 * @param re floats, row by row, like `im`
 * @param size of a side, a power of two from 4
 * @param angles cosine and sine of `2π k / size` for k below `size / 2`
 * @param inverse 1 for the inverse transform
 */
export function fourier(re: usize, im: usize, size: usize, angles: usize, inverse: u32): void {
  const sign: f32 = inverse ? 1 : -1
  const row = size * FLOAT
  for (let i: usize = 0; i < size; i++)
    if (!isZero(re + i * row, row) || !isZero(im + i * row, row))
      transform(re + i * row, im + i * row, size, FLOAT, angles, sign)
  for (let i: usize = 0; i < size; i++) transform(re + i * FLOAT, im + i * FLOAT, size, row, angles, sign)
}
