/** Interlaced rows (GIF89a, appendix E): every 8th from 0 on, every 8th from 4, every 4th from 2, every 2nd from 1. */

const PASSES: i32 = 4

let pass: i32 = 0
/** The place of the next row. */
export let place: i32 = 0

export function openInterlace(): void {
  pass = 0
  place = 0
}

/** Moves to the place of the next row of an image of `height` rows; some passes of a low image are empty. */
export function nextPlace(height: i32): void {
  place += pass === 0 ? 8 : 16 >> pass
  while (place >= height && ++pass < PASSES) place = 8 >> pass
}
