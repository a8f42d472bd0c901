import { nextReversed } from '../bit-reversed'
import { FLOAT } from './cell'

/**
 * Length in bytes of one vector. A vector holds one f32 from each of the four transforms that run
 * in parallel.
 */
const FOUR: usize = 4 * FLOAT

/** Returns the size in bytes of the work area (`work`) for `fourier` and `fourierLines`. */
export function fourierWorkBytes(size: usize): f64 {
  return <f64>(2 * size * FOUR)
}

/** Loads four neighboring float columns in bit-reversed order. */
function loadColumns(from: usize, stride: usize, size: usize, to: usize): void {
  for (let i: usize = 0, j: usize = 0; i < size; i++, j = nextReversed(<u32>j, <u32>size))
    v128.store(to + j * FOUR, v128.load(from + i * stride))
}

function storeColumns(from: usize, size: usize, to: usize, stride: usize): void {
  for (let i: usize = 0; i < size; i++) v128.store(to + i * stride, v128.load(from + i * FOUR))
}

/**
 * Transposes 4 × 4 floats.
 * @param from address of the first row
 * @param stride distance in bytes from one row to the next
 * @param first receives the first column; `second`, `third` and `fourth` receive the others
 */
function transpose(
  from: usize,
  stride: usize,
  first: usize,
  second: usize,
  third: usize,
  fourth: usize,
): void {
  const a = v128.load(from)
  const b = v128.load(from + stride)
  const c = v128.load(from + 2 * stride)
  const d = v128.load(from + 3 * stride)
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5)
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5)
  const ba = i32x4.shuffle(a, b, 2, 6, 3, 7)
  const dc = i32x4.shuffle(c, d, 2, 6, 3, 7)
  v128.store(first, i64x2.shuffle(ab, cd, 0, 2))
  v128.store(second, i64x2.shuffle(ab, cd, 1, 3))
  v128.store(third, i64x2.shuffle(ba, dc, 0, 2))
  v128.store(fourth, i64x2.shuffle(ba, dc, 1, 3))
}

/** Loads four neighboring float rows as columns, in bit-reversed order. */
function loadRows(from: usize, size: usize, to: usize): void {
  const quarter = (size >> 2) * FOUR
  for (let x: usize = 0, j: usize = 0; x < size; x += 4) {
    const at = to + j * FOUR
    transpose(from + x * FLOAT, size * FLOAT, at, at + 2 * quarter, at + quarter, at + 3 * quarter)
    for (let i = 0; i < 4; i++) j = nextReversed(<u32>j, <u32>size)
  }
}

function storeRows(from: usize, size: usize, to: usize): void {
  const row = size * FLOAT
  for (let x: usize = 0; x < size; x += 4) {
    const at = to + x * FLOAT
    transpose(from + x * FOUR, FOUR, at, at + row, at + 2 * row, at + 3 * row)
  }
}

/**
 * Runs one transform stage with radix 2. The other stages have radix 4, so this stage comes first
 * if `size` is an odd power of two.
 */
function pairUp(numbers: usize, size: usize): void {
  for (let at = numbers; at < numbers + size * FOUR; at += 2 * FOUR) {
    const a = v128.load(at)
    const b = v128.load(at + FOUR)
    v128.store(at, f32x4.add(a, b))
    v128.store(at + FOUR, f32x4.sub(a, b))
  }
}

/**
 * Runs four Fourier transforms in parallel, in place (Cooley and Tukey's algorithm with radix 4).
 * The input is in bit-reversed order.
 * @param sign -1 for the forward transform, 1 for the inverse transform
 */
function transform(re: usize, im: usize, size: usize, angles: usize, sign: f32): void {
  let length: usize = 1
  if (ctz(size) & 1) {
    pairUp(re, size)
    pairUp(im, size)
    length = 2
  }
  for (; length < size; length <<= 2) {
    const turn = (size / length / 4) * 2 * FLOAT
    const step = length * FOUR
    for (let k: usize = 0; k < length; k++) {
      const c = load<f32>(angles + k * turn)
      const s = sign * load<f32>(angles + k * turn + FLOAT)
      const c2 = c * c - s * s
      const s2 = c * s + c * s
      const cos = f32x4.splat(c)
      const sin = f32x4.splat(s)
      const cos2 = f32x4.splat(c2)
      const sin2 = f32x4.splat(s2)
      const cos3 = f32x4.splat(c * c2 - s * s2)
      const sin3 = f32x4.splat(c * s2 + s * c2)
      for (let at = k * FOUR; at < size * FOUR; at += 4 * step) {
        const p = re + at
        const q = im + at
        let x = v128.load(p + step)
        let y = v128.load(q + step)
        const x2 = f32x4.sub(f32x4.mul(x, cos2), f32x4.mul(y, sin2))
        const y2 = f32x4.add(f32x4.mul(x, sin2), f32x4.mul(y, cos2))
        x = v128.load(p + 2 * step)
        y = v128.load(q + 2 * step)
        const x1 = f32x4.sub(f32x4.mul(x, cos), f32x4.mul(y, sin))
        const y1 = f32x4.add(f32x4.mul(x, sin), f32x4.mul(y, cos))
        x = v128.load(p + 3 * step)
        y = v128.load(q + 3 * step)
        const x3 = f32x4.sub(f32x4.mul(x, cos3), f32x4.mul(y, sin3))
        const y3 = f32x4.add(f32x4.mul(x, sin3), f32x4.mul(y, cos3))
        const x0 = v128.load(p)
        const y0 = v128.load(q)
        const sumX = f32x4.add(x0, x2)
        const sumY = f32x4.add(y0, y2)
        const restX = f32x4.sub(x0, x2)
        const restY = f32x4.sub(y0, y2)
        const oddX = f32x4.add(x1, x3)
        const oddY = f32x4.add(y1, y3)
        // Multiply by i or -i, which turns a complex number by a quarter circle.
        const turnedX = f32x4.mul(f32x4.sub(y3, y1), f32x4.splat(sign))
        const turnedY = f32x4.mul(f32x4.sub(x1, x3), f32x4.splat(sign))
        v128.store(p, f32x4.add(sumX, oddX))
        v128.store(q, f32x4.add(sumY, oddY))
        v128.store(p + step, f32x4.add(restX, turnedX))
        v128.store(q + step, f32x4.add(restY, turnedY))
        v128.store(p + 2 * step, f32x4.sub(sumX, oddX))
        v128.store(q + 2 * step, f32x4.sub(sumY, oddY))
        v128.store(p + 3 * step, f32x4.sub(restX, turnedX))
        v128.store(q + 3 * step, f32x4.sub(restY, turnedY))
      }
    }
  }
}

/**
 * Computes four one-dimensional Fourier transforms in parallel, in place and without scaling.
 * @param re real parts: for each element four floats, one for each transform
 * @param im imaginary parts in the same order
 * @param size number of elements, a power of two and at least 4
 * @param angles cosine and sine of `2π k / size` for each k below `size / 2`
 * @param work work area with 8 · size floats
 */
export function fourierLines(re: usize, im: usize, size: usize, angles: usize, work: usize): void {
  const other = work + size * FOUR
  loadColumns(re, FOUR, size, work)
  loadColumns(im, FOUR, size, other)
  transform(work, other, size, angles, -1)
  storeColumns(work, size, re, FOUR)
  storeColumns(other, size, im, FOUR)
}

/**
 * `true` if at least one of the four frequencies from index `first` on has at most the magnitude
 * `band`. The second half of the indices holds the negative frequencies.
 */
function isWithin(first: usize, size: usize, band: usize): bool {
  return first <= band || first + 3 + band >= size
}

/** Parameters for `fourier`. */
@unmanaged
class FourierTransform {
  /**
   * Address of the real parts: f32, row by row. The imaginary parts (`im`) have the same layout.
   */
  re: usize
  im: usize
  /** Number of complex numbers along the square's side: a power of two, at least 4. */
  size: usize
  /** Address of the cosines and sines for the angles `2π k / size`, with k below `size / 2`. */
  angles: usize
  /** 1 for the inverse transform, 0 for the forward transform. */
  inverse: u32
  /**
   * Maximum frequency in either direction. A forward transform need not compute higher frequencies.
   * In the input of an inverse transform, higher frequencies are 0.
   */
  band: usize
  /** Address of a work area with `fourierWorkBytes`: 8 · size floats. */
  work: usize
}

/**
 * Computes the two-dimensional Fourier transform of a complex square, in place and without scaling.
 */
export function fourier(values: FourierTransform): void {
  const re = values.re
  const im = values.im
  const size = values.size
  const angles = values.angles
  const inverse = values.inverse
  const band = values.band
  const work = values.work
  const sign: f32 = inverse ? 1 : -1
  const row = size * FLOAT
  const other = work + size * FOUR
  for (let x: usize = 0; x < size; x += 4) {
    if (inverse && !isWithin(x, size, band)) continue
    const at = x * FLOAT
    loadColumns(re + at, row, size, work)
    loadColumns(im + at, row, size, other)
    transform(work, other, size, angles, sign)
    storeColumns(work, size, re + at, row)
    storeColumns(other, size, im + at, row)
  }
  for (let y: usize = 0; y < size; y += 4) {
    if (!inverse && !isWithin(y, size, band)) continue
    const at = y * row
    loadRows(re + at, size, work)
    loadRows(im + at, size, other)
    transform(work, other, size, angles, sign)
    storeRows(work, size, re + at)
    storeRows(other, size, im + at)
  }
}
