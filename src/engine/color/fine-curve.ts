import type { Curve } from './transfer.ts'

/**
 * Number of octaves (powers of two) into which the samples below 1 are divided. The lowest octave
 * begins at the square of the smallest 16-bit code.
 */
const OCTAVES = 32
/**
 * Number of cells per octave. Linear interpolation within a cell differs from the curve by a few
 * thousandths of an 8-bit code.
 */
const CELLS = 128

/** Number of values in the table of a fine curve. */
export const FINE_CURVE = OCTAVES * CELLS + 2

/**
 * Samples a curve for the kernel, which interpolates it for samples of more than 8 bits. The values
 * are those at 0, at the beginning of each cell, and at 1. Cells widen with the sample, so that
 * dark samples are as exact as bright ones.
 * @returns `FINE_CURVE` values, clipped to 0 to 1
 */
export function fineCurve(curve: Curve): Float32Array {
  return Float32Array.from({ length: FINE_CURVE }, (_, at) => {
    const cell = at - 1
    const value = curve(at && 2 ** (Math.floor(cell / CELLS) - OCTAVES) * (1 + (cell % CELLS) / CELLS))
    return value > 0 ? Math.min(value, 1) : 0
  })
}
