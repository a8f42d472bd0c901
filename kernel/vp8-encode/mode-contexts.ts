/** Subblock modes above and to the left of a macroblock (RFC 6386, 11.3). */
import { alloc } from '../heap'

/** Modes of the four subblocks to the left. */
export const LEFT_MODES: usize = memory.data(4, 4)

let modes: usize = 0
let columns: usize = 0

export function openModeContexts(macroblocksWide: i32): void {
  modes = alloc(4 * <usize>macroblocksWide)
  columns = macroblocksWide
}

/** Begins a frame. Subblocks outside the frame count as subblocks with mode DC, which is 0. */
export function resetModeContexts(): void {
  memory.fill(modes, 0, 4 * columns)
}

/** Begins a macroblock row. */
export function resetLeftModes(): void {
  store<u32>(LEFT_MODES, 0)
}

/** Returns the address of the modes in the four subblocks above a macroblock. */
export function modesAbove(column: i32): usize {
  return modes + 4 * <usize>column
}

/**
 * Sets the modes for a macroblock that is predicted as a whole. Its subblocks have the same mode.
 */
export function keepWholeMode(above: usize, mode: i32): void {
  const four = <u32>mode * 0x01010101
  store<u32>(above, four)
  store<u32>(LEFT_MODES, four)
}

/**
 * Sets the modes for a macroblock that is predicted by subblocks.
 * @param choices address of the modes for 16 subblocks
 */
export function keepSubblockModes(above: usize, choices: usize): void {
  store<u32>(above, load<u32>(choices, 12))
  for (let y: usize = 0; y < 4; y++) store<u8>(LEFT_MODES + y, load<u8>(choices + (y << 2), 3))
}
