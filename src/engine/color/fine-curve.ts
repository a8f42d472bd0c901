import {
  FINE_CURVE_CELLS as CELLS,
  FINE_CURVE_BYTES,
  FINE_CURVE_OCTAVES as OCTAVES,
} from '../constants/kernel.ts'
import { pow } from '../wasm/math.ts'
import type { Curve } from './transfer.ts'

/** Values in a fine curve's table. */
export const FINE_CURVE = FINE_CURVE_BYTES / 4

/**
 * Samples a curve for the kernel, which interpolates it for samples with more than 8 bits. The
 * values are those at 0, at the beginning of each cell, and at 1. Cells widen with the sample, so
 * that dark samples are as exact as bright ones.
 * @returns `FINE_CURVE` values, clipped to 0 to 1
 */
export function fineCurve(curve: Curve): Float32Array {
  return Float32Array.from({ length: FINE_CURVE }, (_, at) => {
    const cell = at - 1
    const value = curve(at && pow(2, Math.floor(cell / CELLS) - OCTAVES) * (1 + (cell % CELLS) / CELLS))
    return value > 0 ? Math.min(value, 1) : 0
  })
}
