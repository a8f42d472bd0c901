import type { Chromaticity, ColorEncoding } from './color-encoding.ts'

/** A matrix of three rows. */
export type Matrix = readonly number[]

type Vector = readonly [number, number, number]

/** Adapts colors to another white point (Bradford). */
const BRADFORD: Matrix = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296]

const D50: Vector = [0.96422, 1, 0.82521]

export const multiply = (a: Matrix, b: Matrix): Matrix =>
  Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [3 * Math.floor(at / 3), at % 3]
    return [0, 1, 2].reduce((sum, k) => sum + (a[row + k] ?? 0) * (b[3 * k + column] ?? 0), 0)
  })

const apply = (m: Matrix, [x, y, z]: Vector): Vector => {
  const row = (at: number) => (m[at] ?? 0) * x + (m[at + 1] ?? 0) * y + (m[at + 2] ?? 0) * z
  return [row(0), row(3), row(6)]
}

export function invert(m: Matrix): Matrix {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m
  const [p, q, r] = [e * i - f * h, f * g - d * i, d * h - e * g]
  const determinant = a * p + b * q + c * r
  const adjugate = [
    p,
    c * h - b * i,
    b * f - c * e,
    q,
    a * i - c * g,
    c * d - a * f,
    r,
    b * g - a * h,
    a * e - b * d,
  ]
  return adjugate.map((cofactor) => cofactor / determinant)
}

const scaled = (m: Matrix, [x, y, z]: Vector): Matrix =>
  m.map((entry, at) => entry * ([x, y, z][at % 3] ?? 0))

const xyzOf = ([x, y]: Chromaticity): Vector => [x / y, 1, (1 - x - y) / y]

/** Matrix from linear RGB to XYZ. */
function rgbToXyz({ white, primaries }: ColorEncoding): Matrix {
  const [r, g, b] = primaries.map(([x, y]): Vector => [x, y, 1 - x - y])
  if (!r || !g || !b) return []
  const columns = [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]]
  return scaled(columns, apply(invert(columns), xyzOf(white)))
}

/** Matrix from linear RGB to XYZ with the white point D50. */
function rgbToD50(encoding: ColorEncoding): Matrix {
  const [x, y, z] = apply(BRADFORD, xyzOf(encoding.white))
  const to = apply(BRADFORD, D50)
  const scale = [to[0] / x, 0, 0, 0, to[1] / y, 0, 0, 0, to[2] / z]
  const adapt = multiply(invert(BRADFORD), multiply(scale, BRADFORD))
  return multiply(adapt, rgbToXyz(encoding))
}

/** Matrix from linear RGB in one encoding to linear RGB in another. */
export const rgbToRgb = (from: ColorEncoding, to: ColorEncoding): Matrix =>
  multiply(invert(rgbToD50(to)), rgbToD50(from))
