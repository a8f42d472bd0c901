/**
 * Room for a lossy codestream, in bytes for each block of 8 × 8 pixels. A frame takes at most 64
 * KiB in addition. TypeScript plans memory with the same numbers.
 *
 * Noise of the largest contrast took 83 bytes of groups at quality 90 and 147 bytes at quality 100,
 * and noise in alpha 70 bytes (2026-11-30). The room is 30 % larger for colors, because records of
 * coefficients lie in it before the groups are written.
 */

/** Maximum quality of `GROUP_BYTES`. */
export const MAX_NORMAL_QUALITY: i32 = 90
/** Bytes of the records or the groups of a block, up to quality 90. */
export const GROUP_BYTES: usize = 112
/** Bytes of the records or the groups of a block above quality 90. */
export const LARGE_GROUP_BYTES: usize = 192
/** Bytes of the alpha of a block, in addition to its colors. */
export const ALPHA_BYTES: usize = 72
/** Bytes of a block in the sections before the groups: LF samples, and metadata of HF. */
export const BLOCK_BYTES: usize = 10
