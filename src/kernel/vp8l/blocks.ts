/** Buffers by their use. An instance that opens another image keeps those that are large enough. */
import { alloc } from '../heap'

export const INPUT = 0
export const WINDOW = 1
export const MODES = 2
export const COLORS = 3
export const TILES = 4
export const POOL = 5
export const GROUPS = 6
export const RENUMBERED = 7
export const LENGTHS = 8
export const CACHE = 9
export const ROW = 10
export const ABOVE = 11
export const CURRENT = 12
export const PALETTE = 13
export const ROWS = 14
export const ALPHA_INPUT = 15
export const ALPHA_ROWS = 16
const COUNT = 17

const blocks = memory.data(COUNT * 8)

/** @returns the address of at least `bytes` bytes, whose content is undefined */
export function block(use: i32, bytes: usize): usize {
  const at = blocks + <usize>use * 8
  while (load<u32>(at + 4) < <u32>bytes) {
    store<u32>(at, <u32>alloc(bytes))
    store<u32>(at + 4, <u32>bytes)
  }
  return load<u32>(at)
}
