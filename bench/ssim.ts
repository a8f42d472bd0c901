/** Gaussian window and constants from Wang, Bovik, Sheikh and Simoncelli, 2004. */
const SIDE = 11
const DEVIATION = 1.5
const C1 = (0.01 * 255) ** 2
const C2 = (0.03 * 255) ** 2

const WINDOW = gaussian()

function gaussian(): Float64Array {
  const half = (SIDE - 1) / 2
  const weights = Float64Array.from({ length: SIDE }, (_, i) =>
    Math.exp(-((i - half) ** 2) / (2 * DEVIATION ** 2)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

function blur(plane: Float64Array, width: number, height: number): Float64Array {
  const [across, down] = [width - SIDE + 1, height - SIDE + 1]
  const rows = new Float64Array(across * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0
      for (let i = 0; i < SIDE; i++) sum += (WINDOW[i] as number) * (plane[y * width + x + i] as number)
      rows[y * across + x] = sum
    }
  }
  const result = new Float64Array(across * down)
  for (let at = 0; at < result.length; at++) {
    let sum = 0
    for (let i = 0; i < SIDE; i++) sum += (WINDOW[i] as number) * (rows[at + i * across] as number)
    result[at] = sum
  }
  return result
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => value * (b[at] as number))
}

/**
 * Returns the mean structural similarity between two planes with samples from 0 to 255. It is 1 for
 * equal planes.
 * @param width at least 11, like the height
 * @throws RangeError if a plane is smaller than the window or does not have the given size
 */
export function ssim(a: Float64Array, b: Float64Array, width: number, height: number): number {
  if (Math.min(width, height) < SIDE || a.length !== width * height || b.length !== a.length)
    throw new RangeError(`${a.length} and ${b.length} samples for ${width}x${height}`)
  const mean = (plane: Float64Array) => blur(plane, width, height)
  const [meanA, meanB] = [mean(a), mean(b)]
  const [squareA, squareB, cross] = [mean(product(a, a)), mean(product(b, b)), mean(product(a, b))]
  let sum = 0
  for (let at = 0; at < meanA.length; at++) {
    const [ma, mb] = [meanA[at] as number, meanB[at] as number]
    const covariance = (cross[at] as number) - ma * mb
    const variances = (squareA[at] as number) - ma * ma + (squareB[at] as number) - mb * mb
    sum += ((2 * ma * mb + C1) * (2 * covariance + C2)) / ((ma * ma + mb * mb + C1) * (variances + C2))
  }
  return sum / meanA.length
}
