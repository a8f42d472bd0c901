import type { Direction } from './daylight.ts'
import { clamp } from './ramp.ts'

/**
 * Returns the ground's height at (x, z), with x to the right and z away from the eye. All lengths
 * have one unit.
 */
export type Relief = (x: number, z: number) => number

/** The first point's position in a height grid, and the distance between its points. */
export interface GridPlace {
  readonly x: number
  readonly z: number
  readonly cell: number
}

/**
 * Samples a relief on a grid that extends to (right, far), so that its large forms can be read
 * cheaply many times.
 */
export function sampleRelief(relief: Relief, { x, z, cell }: GridPlace, right: number, far: number): Relief {
  const columns = Math.ceil((right - x) / cell) + 1
  const rows = Math.ceil((far - z) / cell) + 1
  const heights = Float32Array.from({ length: columns * rows }, (_, i) => {
    return relief(x + (i % columns) * cell, z + Math.floor(i / columns) * cell)
  })
  return (atX, atZ) => {
    const u = clamp((atX - x) / cell, 0, columns - 1.001)
    const v = clamp((atZ - z) / cell, 0, rows - 1.001)
    const i = Math.floor(v) * columns + Math.floor(u)
    const s = u - Math.floor(u)
    const t = v - Math.floor(v)
    const near = (heights[i] as number) * (1 - s) + (heights[i + 1] as number) * s
    const beyond = (heights[i + columns] as number) * (1 - s) + (heights[i + columns + 1] as number) * s
    return near + (beyond - near) * t
  }
}

/** Returns the weights for a uniform cubic B-spline, multiplied by six. */
function weights(t: number): readonly [number, number, number, number] {
  const t2 = t * t
  const t3 = t2 * t
  return [1 - 3 * t + 3 * t2 - t3, 4 - 6 * t2 + 3 * t3, 1 + 3 * t + 3 * t2 - 3 * t3, t3]
}

/** Returns a smooth surface (cubic B-spline) that approximates a height grid. */
export function interpolate(heights: Float64Array, columns: number, { x, z, cell }: GridPlace): Relief {
  const rows = heights.length / columns
  return (atX, atZ) => {
    const u = clamp((atX - x) / cell - 0.5, 1, columns - 3)
    const v = clamp((atZ - z) / cell - 0.5, 1, rows - 3)
    const [a, b, c, d] = weights(u - Math.floor(u))
    const [e, f, g, h] = weights(v - Math.floor(v))
    const first = (Math.floor(v) - 1) * columns + Math.floor(u) - 1
    const row = (i: number) =>
      a * (heights[i] as number) +
      b * (heights[i + 1] as number) +
      c * (heights[i + 2] as number) +
      d * (heights[i + 3] as number)
    const sum =
      e * row(first) + f * row(first + columns) + g * row(first + 2 * columns) + h * row(first + 3 * columns)
    return sum / 36
  }
}

/**
 * Returns the share of the sun, from 0 to 1, that reaches (x, y, z). It depends on the narrowest
 * gap between the ground and the ray to the sun, which softens the shadows from a low sun.
 * @param reach maximum distance from ground that casts a shadow
 */
export function sunlight(
  relief: Relief,
  x: number,
  y: number,
  z: number,
  sun: Direction,
  reach: number,
): number {
  let gap = 1
  for (let t = reach / 120; t < reach; t *= 1.3) {
    const clearance = (y + sun[1] * t - relief(x + sun[0] * t, z + sun[2] * t)) / t
    gap = Math.min(gap, clearance * 28 + 0.5)
    if (gap <= 0) return 0
  }
  return gap
}

/**
 * Returns the height of (x, y, z) above the mean ground height at `distance` around it. The result
 * is negative in a hollow.
 */
export const prominence = (relief: Relief, x: number, y: number, z: number, distance: number): number =>
  y -
  (relief(x - distance, z) + relief(x + distance, z) + relief(x, z - distance) + relief(x, z + distance)) / 4
