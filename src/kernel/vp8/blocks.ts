/** Blocks of memory that an image takes over from the one before, where they are large enough. */
import { alloc } from '../heap'

export const STAGE = 0
export const MODE_DATA = 1
export const TOKEN_DATA = 2
export const LUMA_ROWS = 3
export const CHROMA_ROWS = 4
export const LINES = 5
export const MACROBLOCKS = 6

/** Of each block: its address and its length. */
const BLOCKS: usize = memory.data(7 * 8)

/** A block of at least `bytes`; what it holds is not known. */
export function obtain(index: i32, bytes: usize): usize {
  const entry = BLOCKS + ((<usize>index) << 3)
  if (load<usize>(entry) === 0 || load<u32>(entry, 4) < <u32>bytes) {
    store<usize>(entry, alloc(bytes))
    store<u32>(entry, <u32>bytes, 4)
  }
  return load<usize>(entry)
}
