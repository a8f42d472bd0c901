/** JPEG's discrete cosine transform (T.81 A.3.3) in double precision. Planes consist of blocks. */

/** A plane of samples from 0 to 255, neither rounded nor clipped. */
export interface DctPlane {
  readonly width: number
  readonly height: number
  readonly data: Float64Array
}

/**
 * Natural index of each coefficient in zigzag order: along the diagonals, alternately up and down
 * (T.81 Figure A.6).
 */
export const ZIGZAG = Array.from({ length: 64 }, (_, i) => i).sort((a, b) => rank(a) - rank(b))

function rank(natural: number): number {
  const [u, v] = [natural % 8, natural >> 3]
  return (u + v) * 8 + ((u + v) % 2 ? v : u)
}

const COSINES = Array.from({ length: 64 }, (_, i) => {
  const [x, u] = [i % 8, i >> 3]
  return Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5
})

/**
 * Transforms the rows, then the columns. `factor` returns the contribution of sample k to result i.
 */
function transform(block: ArrayLike<number>, factor: (i: number, k: number) => number): Float64Array {
  const indices = [0, 1, 2, 3, 4, 5, 6, 7]
  const sum = (i: number, at: (k: number) => number) => indices.reduce((s, k) => s + at(k) * factor(i, k), 0)
  const rows = Float64Array.from(block, (_, i) => sum(i % 8, (k) => block[i - (i % 8) + k] as number))
  return rows.map((_, i) => sum(i >> 3, (k) => rows[k * 8 + (i % 8)] as number))
}

const cosine = (frequency: number, x: number) => COSINES[frequency * 8 + x] as number

const forwardDct = (samples: ArrayLike<number>) => transform(samples, cosine)
export const inverseDct = (coefficients: ArrayLike<number>) => transform(coefficients, (x, u) => cosine(u, x))

/**
 * Writes a block with 64 samples to (left, top) in a plane. The samples are offset by -128. The
 * block is clipped to the plane.
 */
export function placeBlock(
  { width, height, data }: DctPlane,
  left: number,
  top: number,
  samples: Float64Array,
): void {
  for (let i = 0; i < 64; i++) {
    const [x, y] = [left + (i % 8), top + (i >> 3)]
    if (x < width && y < height) data[y * width + x] = (samples[i] as number) + 128
  }
}

/** Applies a DCT in double precision, plain quantization by `steps`, and the inverse DCT. */
export function quantized(
  { width, height, data }: { width: number; height: number; data: ArrayLike<number> },
  steps: readonly number[],
): Float64Array {
  const plane = { width, height, data: new Float64Array(width * height) }
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const samples = Array.from({ length: 64 }, (_, i) => {
        const [x, y] = [Math.min(left + (i % 8), width - 1), Math.min(top + (i >> 3), height - 1)]
        return (data[y * width + x] as number) - 128
      })
      const coefficients = forwardDct(samples).map((value, i) => {
        const step = steps[i] as number
        return Math.round(value / step) * step
      })
      placeBlock(plane, left, top, inverseDct(coefficients))
    }
  }
  return plane.data
}
