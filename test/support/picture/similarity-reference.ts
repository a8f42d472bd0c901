const [SIDE, STEP, DEVIATION] = [11, 2, 1.5]

const bell = Array.from({ length: SIDE }, (_, at) => Math.exp(-((at - 5) ** 2) / (2 * DEVIATION ** 2)))
const total = bell.reduce((sum, weight) => sum + weight, 0)

/** Weights of a window across: Gaussian, with sum 1. */
export const GAUSSIAN_WEIGHTS: readonly number[] = bell.map((weight) => weight / total)

/** Those weights in units of 2⁻¹⁵, as the kernel has them: within one unit, and with sum 1. */
export const KERNEL_WEIGHTS: readonly number[] = [
  34, 249, 1180, 3583, 6980, 8716, 6980, 3583, 1180, 249, 34,
].map((weight) => weight / 2 ** 15)

export interface LumaPair {
  readonly width: number
  readonly height: number
  readonly a: Uint8Array
  readonly b: Uint8Array
  readonly limited: boolean
}

/**
 * Returns the mean structural similarity between two planes as Wang, Bovik, Sheikh and Simoncelli
 * define it, 2004, for windows at every second column and row. A short side is completed to a
 * window with its last sample. The weights are the kernel's.
 */
export function referenceSimilarity({ width, height, a, b, limited }: LumaPair): number {
  const [black, range] = limited ? [16, 219] : [0, 255]
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2]
  const sampleOf = (plane: Uint8Array) => (x: number, y: number) =>
    (plane[Math.min(y, height - 1) * width + Math.min(x, width - 1)] ?? 0) - black
  const [first, second] = [sampleOf(a), sampleOf(b)]
  let [sum, count] = [0, 0]
  for (let top = 0; top === 0 || top + SIDE <= height; top += STEP) {
    for (let left = 0; left === 0 || left + SIDE <= width; left += STEP) {
      const mean = (value: (x: number, y: number) => number) =>
        KERNEL_WEIGHTS.reduce(
          (rows, down, j) =>
            rows +
            down *
              KERNEL_WEIGHTS.reduce((columns, across, i) => columns + across * value(left + i, top + j), 0),
          0,
        )
      const [ma, mb] = [mean(first), mean(second)]
      const va = mean((x, y) => (first(x, y) - ma) ** 2)
      const vb = mean((x, y) => (second(x, y) - mb) ** 2)
      const covariance = mean((x, y) => (first(x, y) - ma) * (second(x, y) - mb))
      sum += ((2 * ma * mb + c1) * (2 * covariance + c2)) / ((ma ** 2 + mb ** 2 + c1) * (va + vb + c2))
      count++
    }
  }
  return sum / count
}
