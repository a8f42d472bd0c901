import { CUBE_BYTES, CUBE_ONE as ONE, CUBE_SIDE as SIDE } from '../constants/kernel.ts'
import type { ToLight } from './table-space.ts'
import { toSrgb } from './transfer.ts'

/**
 * Largest value in a cube. Values outside sRGB are kept up to twice full scale (`CUBE_ONE`), so
 * that clipping happens after interpolation.
 */
const LIMIT = 0x7fff

/** Encodes linear light as an sRGB value in the cube's scale. */
export function encoded(light: number): number {
  const value = ONE * (light < 0 ? -toSrgb(-light) : toSrgb(light))
  return Math.max(-LIMIT, Math.min(LIMIT, Math.round(value)))
}

/**
 * Samples a conversion to sRGB on a regular R, G and B grid. B varies fastest. Each point has four
 * 16-bit values; the last is unused.
 */
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
