import type { Plane } from '../plane.ts'

/** Weights for the neighbors at a coefficient's sides and corners (ISO/IEC 18181-1:2022, I.5.2). */
const SIDE = 0.20345139757231578
const CORNER = 0.0334829185968739
const CENTER = 1 - 4 * (SIDE + CORNER)

/** Weighted mean of a coefficient and its eight neighbors. */
function smoothed(data: Float32Array, at: number, width: number): number {
  const [above, below] = [at - width, at + width]
  const sides =
    (data[at - 1] as number) + (data[at + 1] as number) + (data[above] as number) + (data[below] as number)
  const corners = (data[above - 1] as number) + (data[above + 1] as number)
  const lower = (data[below - 1] as number) + (data[below + 1] as number)
  return CENTER * (data[at] as number) + SIDE * sides + CORNER * (corners + lower)
}

/**
 * Smooths LF coefficients that differ little from their neighbors, in place (ISO/IEC 18181-1:2022,
 * annex I). Coefficients at the border stay.
 * @param steps quantization steps of the channels
 */
export function smoothLf(planes: readonly [Plane, Plane, Plane], steps: readonly number[]): void {
  const [{ width, height }] = planes
  const sources = planes.map(({ data }) => data.slice())
  const means = [0, 0, 0]
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      let gap = 0.5
      for (let channel = 0; channel < 3; channel++) {
        const source = sources[channel] as Float32Array
        const mean = smoothed(source, at, width)
        means[channel] = mean
        gap = Math.max(gap, Math.abs((source[at] as number) - mean) / (steps[channel] as number))
      }
      const share = Math.max(0, 3 - 4 * gap)
      if (share === 0) continue
      for (const [channel, { data }] of planes.entries()) {
        data[at] = (data[at] as number) + share * ((means[channel] as number) - (data[at] as number))
      }
    }
  }
}
