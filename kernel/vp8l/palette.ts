/** Undoes the color indexing transform (RFC 9649, 4.4). */
import { block, VP8L_PALETTE } from '../blocks'

/**
 * Length in bytes of a palette with 256 colors. Colors that the file does not define are
 * transparent black.
 */
export const PALETTE_BYTES: usize = 1024

let palette: usize = 0

export function openPalette(): void {
  palette = block(VP8L_PALETTE, PALETTE_BYTES)
}

/**
 * Sets the palette.
 * @param row colors, each stored as the difference to the previous color
 */
export function definePalette(row: usize, colors: i32): void {
  memory.fill(palette, 0, PALETTE_BYTES)
  let color = i32x4.splat(0)
  for (let i: usize = 0; i < <usize>colors; i++) {
    color = i8x16.add(color, v128.load(row + (i << 2)))
    store<u32>(palette + (i << 2), i32x4.extract_lane(color, 0))
  }
}

/**
 * Replaces the palette indices in a row by their colors, in place.
 * @param row pixels whose green holds one or more indices, the first in its lowest bits
 */
export function undoPalette(row: usize, width: i32, bundled: i32): void {
  const depth = 8 >> bundled
  const mask = (1 << depth) - 1
  // The row is expanded from its end, so that no index is overwritten before it is read.
  for (let first = ((width - 1) >> bundled) << bundled; first >= 0; first -= 1 << bundled) {
    let indices = <i32>load<u8>(row + ((<usize>(first >> bundled)) << 2) + 1)
    const end = min(width, first + (1 << bundled))
    for (let x = first; x < end; x++) {
      store<u32>(row + ((<usize>x) << 2), load<u32>(palette + ((<usize>(indices & mask)) << 2)))
      indices >>= depth
    }
  }
}
