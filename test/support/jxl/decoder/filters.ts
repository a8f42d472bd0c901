import { smoothEdges } from './edge-filter.ts'
import type { LoopFilter } from './loop-filter.ts'
import { makePlane, mirror, type Plane } from './plane.ts'

/** Planes X, Y and B, or others that are filtered in the same way. */
export type Planes = readonly [Plane, Plane, Plane]

/** Smooths a plane with a kernel of 3 × 3 (ISO/IEC 18181-1:2022, annex J). */
export function smooth(plane: Plane, [side, corner]: readonly [number, number]): Plane {
  const { width, height, data } = plane
  const result = makePlane(width, height)
  const scale = 1 / (1 + 4 * (side + corner))
  for (let y = 0, at = 0; y < height; y++) {
    const above = mirror(y - 1, height) * width
    const row = y * width
    const below = mirror(y + 1, height) * width
    for (let x = 0; x < width; x++, at++) {
      const left = x > 0 ? x - 1 : 0
      const right = x + 1 < width ? x + 1 : x
      const sides = (data[row + left] as number) + (data[row + right] as number)
      const ends = (data[above + x] as number) + (data[below + x] as number)
      const upper = (data[above + left] as number) + (data[above + right] as number)
      const lower = (data[below + left] as number) + (data[below + right] as number)
      result.data[at] = scale * ((data[at] as number) + side * (sides + ends) + corner * (upper + lower))
    }
  }
  return result
}

/** Doubles a plane's width (ISO/IEC 18181-1:2022, annex J). */
export function doubleWidth({ width, height, data }: Plane): Plane {
  const result = makePlane(2 * width, height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const sample = 0.75 * (data[at] as number)
      result.data[2 * at] = sample + 0.25 * (data[x > 0 ? at - 1 : at] as number)
      result.data[2 * at + 1] = sample + 0.25 * (data[x + 1 < width ? at + 1 : at] as number)
    }
  }
  return result
}

/** Doubles a plane's height (ISO/IEC 18181-1:2022, annex J). */
export function doubleHeight({ width, height, data }: Plane): Plane {
  const result = makePlane(width, 2 * height)
  for (let y = 0; y < height; y++) {
    const [above, below] = [Math.max(0, y - 1) * width, Math.min(height - 1, y + 1) * width]
    for (let x = 0; x < width; x++) {
      const sample = 0.75 * (data[y * width + x] as number)
      result.data[2 * y * width + x] = sample + 0.25 * (data[above + x] as number)
      result.data[(2 * y + 1) * width + x] = sample + 0.25 * (data[below + x] as number)
    }
  }
  return result
}

/**
 * Applies the filters of a frame (ISO/IEC 18181-1:2022, annex J).
 * @param inverseSigma −1.17 / sigma of each block, row by row
 */
export function applyFilters(planes: Planes, filter: LoopFilter, inverseSigma: Float32Array): Planes {
  const [a, b, c] = planes
  const weights = filter.gaborish
  const smoothed: Planes = weights
    ? [smooth(a, weights[0] ?? [0, 0]), smooth(b, weights[1] ?? [0, 0]), smooth(c, weights[2] ?? [0, 0])]
    : planes
  return filter.iterations > 0 ? smoothEdges(smoothed, filter, inverseSigma) : smoothed
}
