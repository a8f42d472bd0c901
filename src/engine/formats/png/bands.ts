import type { Piece } from './choose-filter.ts'
import type { FilteredRows } from './filtered-rows.ts'

const BAND_BYTES = 65_536

/**
 * Yields filtered rows in bands, each a group of consecutive rows. Each band is valid until the
 * next one is requested.
 * @param pieces row groups that are filtered one after the other; by default the whole picture
 */
export function* bands(
  rows: FilteredRows,
  filter: number,
  pieces: readonly Piece[] = [{ top: 0, rows: rows.height }],
): Generator<Uint8Array, void> {
  const band = new Uint8Array(rows.length * Math.max(1, Math.floor(BAND_BYTES / rows.length)))
  let filled = 0
  for (const piece of pieces) {
    let left = piece.rows
    for (const row of rows.from(piece.top, filter)) {
      band.set(row, filled)
      filled += row.length
      if (filled === band.length) {
        yield band
        filled = 0
      }
      if (--left === 0) break
    }
  }
  if (filled > 0) yield band.subarray(0, filled)
}
