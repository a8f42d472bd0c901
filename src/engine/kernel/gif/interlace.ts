/**
 * Interlaced rows (GIF89a, appendix E): every 8th row from row 0, every 8th from 4, every 4th from
 * 2, every 2nd from 1.
 */

const PASSES: i32 = 4

let pass: i32 = 0
/** Place of the next row in the frame. */
export let place: i32 = 0

export function openInterlace(): void {
  pass = 0
  place = 0
}

/**
 * Moves to the place of the next row in a frame of `height` rows. If the frame has few rows, some
 * passes are empty.
 */
export function nextPlace(height: i32): void {
  place += pass === 0 ? 8 : 16 >> pass
  while (place >= height && ++pass < PASSES) place = 8 >> pass
}
