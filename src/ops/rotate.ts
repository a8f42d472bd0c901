import type { Size } from './orientation.ts'

/** Half away from zero, as C's conversions round. */
const round = (x: number): number => Math.trunc(x + Math.sign(x) / 2)

/**
 * The size of the box round a picture that is rotated: as libvips gives it, from the corners' extremes.
 * @param angle degrees, clockwise
 */
export function rotatedSize({ width, height }: Size, angle: number): Size {
  const radians = (angle * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  const xs = [0, cos * width, -sin * height, cos * width - sin * height]
  const ys = [0, sin * width, cos * height, sin * width + cos * height]
  const extent = (corners: readonly number[]) => round(Math.max(...corners) - Math.min(...corners))
  return { width: extent(xs), height: extent(ys) }
}
