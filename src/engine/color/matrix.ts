export type Vector = readonly [number, number, number]

/** 3 × 3 matrix, row by row. */
export type Matrix = readonly [Vector, Vector, Vector]

export const IDENTITY: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

export const apply = ([a, b, c]: Matrix, vector: Vector): Vector => [
  dot(a, vector),
  dot(b, vector),
  dot(c, vector),
]

export const transpose = ([a, b, c]: Matrix): Matrix => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
]

/** Returns the matrix that applies `b` first and then `a`. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const columns = transpose(b)
  return [apply(columns, a[0]), apply(columns, a[1]), apply(columns, a[2])]
}

export const diagonal = ([a, b, c]: Vector): Matrix => [
  [a, 0, 0],
  [0, b, 0],
  [0, 0, c],
]

export const determinant = ([a, b, c]: Matrix): number => dot(a, cross(b, c))

/** Inverts a matrix. The result's values are not finite if the matrix is singular. */
export function invert(matrix: Matrix): Matrix {
  const [a, b, c] = matrix
  const scale = 1 / determinant(matrix)
  return multiply(transpose([cross(b, c), cross(c, a), cross(a, b)]), diagonal([scale, scale, scale]))
}
