import { FLOAT } from './cell'

function swap(a: usize, b: usize): void {
  const value = v128.load(a)
  v128.store(a, v128.load(b))
  v128.store(b, value)
}

/** Sorts the rows of four columns by their reversed bits. */
function reorder(re: usize, im: usize, size: usize, row: usize): void {
  for (let i: usize = 0, j: usize = 0; i < size; i++) {
    if (i < j) {
      swap(re + i * row, re + j * row)
      swap(im + i * row, im + j * row)
    }
    let bit = size >> 1
    while (bit > 0 && j & bit) {
      j ^= bit
      bit >>= 1
    }
    j |= bit
  }
}

/** One transform of Cooley and Tukey of each of four neighbouring columns, in place. */
function transform(re: usize, im: usize, size: usize, angles: usize, sign: f32): void {
  const row = size * FLOAT
  reorder(re, im, size, row)
  for (let length: usize = 2; length <= size; length <<= 1) {
    const half = length >> 1
    const turn = (size / length) * 2 * FLOAT
    for (let k: usize = 0; k < half; k++) {
      const cos = f32x4.splat(load<f32>(angles + k * turn))
      const sin = f32x4.splat(sign * load<f32>(angles + k * turn + FLOAT))
      for (let first: usize = k; first < size; first += length) {
        const a = first * row
        const b = a + half * row
        const x = v128.load(re + b)
        const y = v128.load(im + b)
        const real = f32x4.sub(f32x4.mul(x, cos), f32x4.mul(y, sin))
        const imaginary = f32x4.add(f32x4.mul(x, sin), f32x4.mul(y, cos))
        const u = v128.load(re + a)
        const v = v128.load(im + a)
        v128.store(re + b, f32x4.sub(u, real))
        v128.store(im + b, f32x4.sub(v, imaginary))
        v128.store(re + a, f32x4.add(u, real))
        v128.store(im + a, f32x4.add(v, imaginary))
      }
    }
  }
}

/** Transforms the columns whose frequency is at most `band`, or all. */
function columns(re: usize, im: usize, size: usize, angles: usize, sign: f32, band: usize): void {
  for (let x: usize = 0; x < size; x += 4)
    if (x <= band || x + 3 + band >= size) transform(re + x * FLOAT, im + x * FLOAT, size, angles, sign)
}

function transpose(square: usize, size: usize): void {
  const row = size * FLOAT
  for (let y: usize = 0; y < size; y++) {
    for (let x: usize = 0; x < y; x++) {
      const a = square + y * row + x * FLOAT
      const b = square + x * row + y * FLOAT
      const value = load<f32>(a)
      store<f32>(a, load<f32>(b))
      store<f32>(b, value)
    }
  }
}

/**
 * The Fourier transform of a square of complex numbers, in place, not scaled.
 * @param re floats, row by row, like `im`
 * @param size of a side, a power of two from 4
 * @param angles cosine and sine of `2π k / size` for k below `size / 2`
 * @param inverse 1 for the inverse transform
 * @param band the highest frequency that is needed, or in the inverse that is not zero
 */
export function fourier(re: usize, im: usize, size: usize, angles: usize, inverse: u32, band: usize): void {
  const sign: f32 = inverse ? 1 : -1
  columns(re, im, size, angles, sign, inverse ? band : size)
  transpose(re, size)
  transpose(im, size)
  columns(re, im, size, angles, sign, inverse ? size : band)
  transpose(re, size)
  transpose(im, size)
}
