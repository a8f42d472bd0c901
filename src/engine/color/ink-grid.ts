import { INK_PLACES_OFFSET, INK_POINT_BYTES, INK_POINTS_OFFSET } from '../constants/kernel.ts'
import { encoded } from './cube.ts'
import { clamp } from './icc-table.ts'
import type { Inks, InkTable } from './ink-table.ts'
import { luminanceOf } from './lab.ts'
import { apply, type Vector } from './matrix.ts'
import { D50, FROM_PCS } from './primaries.ts'
import { CODES } from './tables.ts'

/**
 * Cells along each side of the grid that the kernel samples. A profile's table with `min` to `max`
 * cells along a side keeps its cells. Any other table gets a grid with about `usual` cells. Tables
 * for presses have 8 cells, and some have 16.
 */
const CELLS = { min: 7, usual: 8, max: 12 }

const INKS = 4

const pointsOf = (side: number) => side * side * side * side

const bytesOf = (side: number) => INK_POINTS_OFFSET + pointsOf(side) * INK_POINT_BYTES

/** The largest grid's size in bytes. */
export const INK_GRID_BYTES = bytesOf(CELLS.max + 1)

/**
 * Returns the number of cells along each grid side for a profile's table. If the table has few
 * cells, they are divided, because sRGB is not linear between distant points. If the table has many
 * cells, neighbors are joined.
 */
function gridCells(given: number): number {
  if (given > CELLS.max) return CELLS.usual
  return given < CELLS.min ? given * Math.ceil(CELLS.usual / given) : given
}

/**
 * Maximum luminance that all inks together may have: the luminance at L* = 50. A table with a
 * lighter black is taken as wrong, and the compensation uses this maximum instead.
 */
const LIGHTEST_BLACK = luminanceOf(50)

/**
 * Returns a function from inks to XYZ, scaled so that all inks together are black (black point
 * compensation, as in Little CMS). In print, all inks together give a dark gray, which has L* = 40
 * on newsprint. Other software shows this gray as black.
 */
function compensated({ at }: InkTable): (places: Inks) => Vector {
  const inked = at([1, 1, 1, 1])
  const black = D50.map((white, axis) => white * Math.min(LIGHTEST_BLACK, clamp((inked[axis] ?? 0) / white)))
  const scaled = (value: number, axis: 0 | 1 | 2) => {
    const [white, dark] = [D50[axis], black[axis] ?? 0]
    return ((value - dark) * white) / (white - dark)
  }
  return (places) => {
    const [x, y, z] = at(places)
    return [scaled(x, 0), scaled(y, 1), scaled(z, 2)]
  }
}

/**
 * Converts a CMYK profile's table to sRGB samples for the kernel. The result contains the number of
 * points along a side, the position along a side for each code of C, M, Y and K, and each point's
 * color. K varies fastest.
 */
export function inkGrid(table: InkTable): Uint8Array {
  const cells = gridCells(table.side - 1)
  const side = cells + 1
  const at = compensated(table)
  const grid = new Uint8Array(bytesOf(side))
  new Uint32Array(grid.buffer, 0, 1).set([side])
  const places = new Float32Array(grid.buffer, INK_PLACES_OFFSET, INKS * CODES)
  for (const [ink, curve] of table.curves.entries())
    for (let code = 0; code < CODES; code++)
      places[ink * CODES + code] = cells * clamp(curve(code / (CODES - 1)))
  const points = new Int16Array(grid.buffer, INK_POINTS_OFFSET)
  const steps = [side * side * side, side * side, side, 1] as const
  const place = (index: number, ink: 0 | 1 | 2 | 3) => (Math.floor(index / steps[ink]) % side) / cells
  for (let index = 0; index < pointsOf(side); index++) {
    const light = apply(FROM_PCS, at([place(index, 0), place(index, 1), place(index, 2), place(index, 3)]))
    for (const [channel, value] of light.entries()) points[4 * index + channel] = encoded(value)
  }
  return grid
}
