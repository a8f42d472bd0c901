/**
 * XYB samples for a band: up to 64 rows in a group. The last row and the last sample column are
 * repeated beyond the picture's edges.
 */
import { alloc } from '../../heap'
import { loadRun } from './source'

/** Band height in pixels, and maximum band width. */
const ROWS: usize = 64
const COLUMNS: usize = 256
/** Row stride and channel stride in bytes. */
export const ROW_BYTES: usize = 4 * COLUMNS
export const PLANE_BYTES: usize = ROW_BYTES * ROWS

/** Address of the X sample in the band's upper left corner. */
export let band: usize = 0

/** Allocates the memory for a band. */
export function openBand(): void {
  band = alloc(3 * PLANE_BYTES)
}

/**
 * Loads a band.
 * @param x band's first column in the picture
 * @param y band's first row in the picture
 * @param columns width in pixels, a multiple of 8
 * @param rows height in pixels
 */
export function loadBand(x: i32, y: i32, columns: i32, rows: i32): void {
  for (let row = 0; row < rows; row++)
    loadRun(x, y + row, columns, band + ROW_BYTES * <usize>row, PLANE_BYTES)
}
