/** The picture that is encoded, and its division into tiles for transforms. */
import { transformBits } from './sizes'

export let width: u32 = 0
export let height: u32 = 0
/** Address of the picture's pixels, which transforms replace. */
export let pixels: usize = 0
/** Side of a transform tile in pixels, as a power of two. */
export let tileBits: u32 = 0

/** Sets the size of the next picture. */
export function setSize(across: u32, down: u32): void {
  width = across
  height = down
  tileBits = transformBits(across, down)
}

/** Sets the address of the picture's pixels. */
export function setPixels(address: usize): void {
  pixels = address
}

/** Returns the index of the first pixel row in a tile row. */
export function topOf(tileRow: u32): u32 {
  return tileRow << tileBits
}

/** Returns the index after the last pixel row in a tile row. */
export function bottomOf(tileRow: u32): u32 {
  return min(height, (tileRow + 1) << tileBits)
}
