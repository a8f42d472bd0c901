/**
 * Token contexts (RFC 6386, 13.3): for each block above and to the left of the macroblock, 1 if it
 * has levels. There are nine on each side: 4 for luma, 2 for U, 2 for V, and the last luma DC.
 */
import { alloc } from '../heap'

export const CONTEXT_BYTES: usize = 16
/** Index of the context for the luma DC block. */
export const DC_CONTEXT: usize = 8
/**
 * Offset of four i8 in each side's contexts: the DC errors in the chroma blocks there, two for U
 * and two for V (see `quantizeChroma`). `clearContexts` keeps them. `resetContexts` clears them,
 * also once inside a large frame, where a row's errors are lost.
 */
export const CHROMA_ERRORS: usize = 12
export const LEFT_CONTEXTS: usize = memory.data(16, 16)

let contexts: usize = 0
let columns: usize = 0

export function openContexts(macroblocksWide: i32): void {
  contexts = alloc(CONTEXT_BYTES * <usize>macroblocksWide)
  columns = macroblocksWide
}

/** Begins a frame. */
export function resetContexts(): void {
  memory.fill(contexts, 0, CONTEXT_BYTES * columns)
}

/** Begins a macroblock row. */
export function resetLeftContexts(): void {
  memory.fill(LEFT_CONTEXTS, 0, CONTEXT_BYTES)
}

/** Returns the address of the contexts above a macroblock. */
export function contextsAbove(column: i32): usize {
  return contexts + CONTEXT_BYTES * <usize>column
}

/** Sets the contexts for a macroblock without levels. */
export function clearContexts(above: usize, bySubblocks: bool): void {
  store<u64>(above, 0)
  store<u64>(LEFT_CONTEXTS, 0)
  if (bySubblocks) return
  store<u8>(above, 0, DC_CONTEXT)
  store<u8>(LEFT_CONTEXTS, 0, DC_CONTEXT)
}
