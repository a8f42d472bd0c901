import type { ToLight } from './table-space.ts'
import { toSrgb } from './transfer.ts'

/** Points of a side: between them the kernel interpolates, see `convertByCube`. */
const SIDE = 25
/** What 1 is in a cube; what sRGB cannot show is kept up to twice that, so that it is cut off between the points. */
const ONE = 64 * 255
const LIMIT = 0x7fff

/** Bytes of a cube: three values and a spare one a point. */
export const CUBE_BYTES = SIDE ** 3 * 8

function encoded(light: number): number {
  const value = ONE * (light < 0 ? -toSrgb(-light) : toSrgb(light))
  return Math.max(-LIMIT, Math.min(LIMIT, Math.round(value)))
}

/** A space sampled at equal distances, that of B varying fastest, as samples of sRGB. */
export function cubeOf(toLight: ToLight): Int16Array {
  const cube = new Int16Array(CUBE_BYTES / 2)
  let at = 0
  for (let r = 0; r < SIDE; r++) {
    for (let g = 0; g < SIDE; g++) {
      for (let b = 0; b < SIDE; b++, at += 4) {
        const light = toLight([r / (SIDE - 1), g / (SIDE - 1), b / (SIDE - 1)])
        cube[at] = encoded(light[0])
        cube[at + 1] = encoded(light[1])
        cube[at + 2] = encoded(light[2])
      }
    }
  }
  return cube
}
