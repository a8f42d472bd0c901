import { add, type Rgb, scale } from './linear-rgb.ts'

/** A unit vector: x to the right, y upwards, z away from the eye. */
export type Direction = readonly [x: number, y: number, z: number]

/** The light in a scene, from the sun and from the sky. */
export interface Daylight {
  /** Direction to the sun. */
  readonly sun: Direction
  readonly sunshine: Rgb
  readonly skylight: Rgb
}

/** Normalizes a vector. */
export function direction(x: number, y: number, z: number): Direction {
  const length = Math.sqrt(x * x + y * y + z * z)
  return [x / length, y / length, z / length]
}

/** Returns the cosine of the angle between two directions, or 0 if the angle exceeds 90°. */
export const facing = (a: Direction, b: Direction): number =>
  Math.max(0, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])

/**
 * Returns the light that falls on a surface.
 * @param sun share of full sunshine: the cosine of the angle to the sun, reduced by shadows
 * @param open share of the sky that the surface sees
 */
export const illuminate = ({ sunshine, skylight }: Daylight, sun: number, open: number): Rgb =>
  add(scale(sunshine, sun), scale(skylight, open))
