/**
 * Applies the loop filter to a macroblock row from left to right. In each macroblock, vertical
 * edges are filtered before horizontal ones (RFC 6386, 15).
 */
import { COLUMN, COLUMNS, loadColumns, storeColumns } from './columns'
import { EDGE_BONUS, filterNormally, filterSimply } from './filter'
import {
  chromaOffset,
  chromaRow,
  chromaStride,
  filterMarks,
  lumaRow,
  lumaStride,
  macroblocksWide,
} from './frame'
import { EDGE, filter, limitsOf, NO_FILTER, SIMPLE } from './levels'

/**
 * Records a macroblock's loop filter settings in the current row.
 * @param inside `true` if the edges inside the macroblock are filtered
 */
export function markFilter(x: i32, segment: i32, subblocks: bool, inside: bool): void {
  store<u8>(filterMarks + x, (segment << 2) | (subblocks ? 2 : 0) | (inside ? 1 : 0))
}

/**
 * Applies the loop filter to the current macroblock row.
 * @param hasAbove `true` if the frame has a macroblock row above the current row
 */
export function filterRow(hasAbove: bool): void {
  if (filter === NO_FILTER) return
  for (let x = 0; x < macroblocksWide; x++) {
    const mark = <i32>load<u8>(filterMarks + x)
    const limits = limitsOf(mark >> 2, (mark >> 1) & 1)
    const limit = <i32>load<u8>(limits, EDGE)
    if (limit === 0) continue
    const inside = (mark & 1) !== 0
    const luma = lumaRow + ((<usize>x) << 4)
    if (filter === SIMPLE) {
      filterLumaSimply(luma, limit, x > 0, hasAbove, inside)
    } else {
      filterLuma(luma, limits, x > 0, hasAbove, inside)
      filterChroma(chromaRow + ((<usize>x) << 3), limits, x > 0, hasAbove, inside)
    }
  }
}

function loadLuma(luma: usize, hasLeft: bool, inside: bool): void {
  const lower = luma + 8 * lumaStride
  if (hasLeft) loadColumns(luma - 4, lower - 4, lumaStride, COLUMNS)
  loadColumns(luma, lower, lumaStride, COLUMNS + 4 * COLUMN)
  if (!inside) return
  for (let x: usize = 4; x < 16; x += 4)
    loadColumns(luma + x, lower + x, lumaStride, COLUMNS + (x + 4) * COLUMN)
}

function storeLuma(luma: usize, hasLeft: bool, inside: bool): void {
  const lower = luma + 8 * lumaStride
  if (hasLeft) storeColumns(COLUMNS, luma - 4, lower - 4, lumaStride)
  storeColumns(COLUMNS + 4 * COLUMN, luma, lower, lumaStride)
  if (!inside) return
  for (let x: usize = 4; x < 16; x += 4)
    storeColumns(COLUMNS + (x + 4) * COLUMN, luma + x, lower + x, lumaStride)
}

function filterLumaSimply(luma: usize, limit: i32, hasLeft: bool, hasAbove: bool, inside: bool): void {
  if (hasLeft || inside) {
    loadLuma(luma, hasLeft, inside)
    if (hasLeft) filterSimply(COLUMNS + 4 * COLUMN, COLUMN, limit + EDGE_BONUS)
    if (inside) for (let x: usize = 8; x < 20; x += 4) filterSimply(COLUMNS + x * COLUMN, COLUMN, limit)
    storeLuma(luma, hasLeft, inside)
  }
  if (hasAbove) filterSimply(luma, lumaStride, limit + EDGE_BONUS)
  if (inside) for (let y: usize = 4; y < 16; y += 4) filterSimply(luma + y * lumaStride, lumaStride, limit)
}

function filterLuma(luma: usize, limits: usize, hasLeft: bool, hasAbove: bool, inside: bool): void {
  if (hasLeft || inside) {
    loadLuma(luma, hasLeft, inside)
    if (hasLeft) filterNormally(COLUMNS + 4 * COLUMN, COLUMN, limits, false)
    if (inside) {
      for (let x: usize = 8; x < 20; x += 4) filterNormally(COLUMNS + x * COLUMN, COLUMN, limits, true)
    }
    storeLuma(luma, hasLeft, inside)
  }
  if (hasAbove) filterNormally(luma, lumaStride, limits, false)
  if (!inside) return
  for (let y: usize = 4; y < 16; y += 4) filterNormally(luma + y * lumaStride, lumaStride, limits, true)
}

/**
 * Applies the loop filter to a macroblock's two chroma planes. Each vector has two halves: a row of
 * U and the same row of V. The vectors are stored in `COLUMNS`, starting with the four rows above
 * the macroblock.
 */
function filterChroma(u: usize, limits: usize, hasLeft: bool, hasAbove: bool, inside: bool): void {
  const v = u + chromaOffset
  const middle = COLUMNS + 4 * COLUMN
  if (hasLeft || inside) {
    if (hasLeft) loadColumns(u - 4, v - 4, chromaStride, COLUMNS)
    loadColumns(u, v, chromaStride, middle)
    if (hasLeft) filterNormally(middle, COLUMN, limits, false)
    if (inside) {
      loadColumns(u + 4, v + 4, chromaStride, COLUMNS + 8 * COLUMN)
      filterNormally(COLUMNS + 8 * COLUMN, COLUMN, limits, true)
      storeColumns(COLUMNS + 8 * COLUMN, u + 4, v + 4, chromaStride)
    }
    if (hasLeft) storeColumns(COLUMNS, u - 4, v - 4, chromaStride)
    storeColumns(middle, u, v, chromaStride)
  }
  if (!hasAbove && !inside) return
  const first: usize = hasAbove ? 0 : 4
  for (let y = first; y < 12; y++) loadBoth(u + y * chromaStride - 4 * chromaStride, COLUMNS + y * COLUMN)
  if (hasAbove) filterNormally(middle, COLUMN, limits, false)
  if (inside) filterNormally(COLUMNS + 8 * COLUMN, COLUMN, limits, true)
  for (let y = first; y < 12; y++) storeBoth(COLUMNS + y * COLUMN, u + y * chromaStride - 4 * chromaStride)
}

function loadBoth(u: usize, to: usize): void {
  store<i64>(to, load<i64>(u))
  store<i64>(to, load<i64>(u + chromaOffset), 8)
}

function storeBoth(from: usize, u: usize): void {
  store<i64>(u, load<i64>(from))
  store<i64>(u + chromaOffset, load<i64>(from, 8))
}
