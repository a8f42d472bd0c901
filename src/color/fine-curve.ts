import type { Curve } from './transfer.ts'

/** Powers of two from the first cell to 1: it begins at the square of the least code of 16 bits. */
const OCTAVES = 32
/** Cells of each: straight lines in them are within a few thousandths of a code of 8 bits of what curves give. */
const CELLS = 128

/** Values of a fine curve. */
export const FINE_CURVE = OCTAVES * CELLS + 2

/**
 * A curve as the kernel interpolates it for samples finer than 8 bits: values at 0, where each cell begins, and at 1.
 * The cells are as wide as their samples are large, so that dark ones are as exact as bright ones.
 * @returns `FINE_CURVE` values from 0 to 1, where the curve's own are cut off
 */
export function fineCurve(curve: Curve): Float32Array {
  return Float32Array.from({ length: FINE_CURVE }, (_, at) => {
    const cell = at - 1
    const value = curve(at && 2 ** (Math.floor(cell / CELLS) - OCTAVES) * (1 + (cell % CELLS) / CELLS))
    return value > 0 ? Math.min(value, 1) : 0
  })
}
