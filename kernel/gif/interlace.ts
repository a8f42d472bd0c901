/**
 * Row order in an interlaced frame (GIF89a, appendix E): every 8th row from row 0, every 8th from
 * row 4, every 4th from row 2, then every 2nd from row 1.
 */

const PASSES: i32 = 4

let pass: i32 = 0
/** Index of the row to which the data that is decoded next belongs, in an interlaced frame. */
export let place: i32 = 0

export function openInterlace(): void {
  pass = 0
  place = 0
}

/**
 * Sets `place` to the next row's index in a frame with `height` rows. If the frame has few rows,
 * some passes have no rows and are skipped.
 */
export function nextPlace(height: i32): void {
  place += pass === 0 ? 8 : 16 >> pass
  while (place >= height && ++pass < PASSES) place = 8 >> pass
}
