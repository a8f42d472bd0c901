/** Block types (RFC 6386, 13.3): luma without its DC, luma DC, chroma, luma with its DC. */
export const LUMA_AFTER_DC = 0
export const LUMA_DC = 1
export const CHROMA = 2
export const LUMA = 3

/** Returns the index of a block's first level: 1 if DC is in a separate block. */
export function firstOf(type: i32): i32 {
  return type === LUMA_AFTER_DC ? 1 : 0
}
