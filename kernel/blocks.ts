/**
 * Buffers for decoders. Each constant below is one buffer's purpose. If an instance opens another
 * image, it uses the previous image's buffer again, provided that the buffer is large enough.
 */
import { alloc } from './heap'

export const ALPHA_INPUT = 0
export const ALPHA_ROWS = 1
export const GIF_ENTRIES = 2
export const GIF_INPUT = 3
export const GIF_PALETTE = 4
export const GIF_WINDOW = 5
export const INFLATE_INPUT = 6
export const INFLATE_OUTPUT = 7
export const VP8_STAGE = 8
export const VP8_MODE_DATA = 9
export const VP8_TOKEN_DATA = 10
export const VP8_LUMA_ROWS = 11
export const VP8_CHROMA_ROWS = 12
export const VP8_LINES = 13
export const VP8_MACROBLOCKS = 14
export const VP8L_INPUT = 15
export const VP8L_WINDOW = 16
export const VP8L_MODES = 17
export const VP8L_COLORS = 18
export const VP8L_TILES = 19
export const VP8L_POOL = 20
export const VP8L_GROUPS = 21
export const VP8L_RENUMBERED = 22
export const VP8L_LENGTHS = 23
export const VP8L_CACHE = 24
export const VP8L_ROW = 25
export const VP8L_ABOVE = 26
export const VP8L_CURRENT = 27
export const VP8L_PALETTE = 28
export const VP8L_ROWS = 29
const COUNT = 30

const blocks = memory.data(COUNT * 8)

/**
 * Returns the buffer for a purpose. If the present buffer is too small, a new one is allocated.
 * @param use purpose: a constant from the list above
 * @returns address of at least `bytes` bytes; their content is undefined
 */
export function block(use: i32, bytes: usize): usize {
  if (isDefined(COUNTING)) return alloc(bytes)
  const at = blocks + <usize>use * 8
  while (load<u32>(at + 4) < <u32>bytes) {
    store<u32>(at, <u32>alloc(bytes))
    store<u32>(at + 4, <u32>bytes)
  }
  return load<u32>(at)
}

/**
 * Forgets the buffers whose address is `from` or higher, because the heap has released them. The
 * next `block` call allocates them again.
 */
export function forgetBlocks(from: usize): void {
  for (let at = blocks; at < blocks + COUNT * 8; at += 8) if (load<u32>(at) >= <u32>from) store<u64>(at, 0)
}
