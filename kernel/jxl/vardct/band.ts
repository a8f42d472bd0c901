/**
 * XYB samples of a band: up to 64 rows of a group. Beyond the edges of the picture the last row and
 * the last column of samples are repeated.
 */
import { alloc } from '../../heap'
import { loadRun } from './source'

/** Height of a band in pixels, and its maximum width. */
const ROWS: usize = 64
const COLUMNS: usize = 256
/** Distance in bytes from a row of samples to the next, and from a channel to the next. */
export const ROW_BYTES: usize = 4 * COLUMNS
export const PLANE_BYTES: usize = ROW_BYTES * ROWS

/** Address of the sample of X in the upper left corner of the band. */
export let band: usize = 0

/** Allocates the memory for a band. */
export function openBand(): void {
  band = alloc(3 * PLANE_BYTES)
}

/**
 * Loads a band.
 * @param x first column of the band in the picture
 * @param y first row of the band in the picture
 * @param columns width in pixels, a multiple of 8
 * @param rows height in pixels
 */
export function loadBand(x: i32, y: i32, columns: i32, rows: i32): void {
  for (let row = 0; row < rows; row++)
    loadRun(x, y + row, columns, band + ROW_BYTES * <usize>row, PLANE_BYTES)
}
