/**
 * Room for a lossy codestream, in bytes for each 8 × 8 block. A frame takes at most 64 KiB in
 * addition. TypeScript plans memory with the same numbers.
 *
 * Noise with the largest contrast took 83 group bytes at quality 90 and 147 bytes at quality 100,
 * and noise in alpha 70 bytes (2026-11-30). The room is 30 % larger for colors, because it holds
 * coefficient records before the groups are written.
 */

/** Maximum quality for `GROUP_BYTES`. */
export const MAX_NORMAL_QUALITY: i32 = 90
/** Bytes for a block's records or its part in groups, up to quality 90. */
export const GROUP_BYTES: usize = 112
/** Bytes for a block's records or its part in groups, above quality 90. */
export const LARGE_GROUP_BYTES: usize = 192
/** Bytes for a block's alpha, in addition to its colors. */
export const ALPHA_BYTES: usize = 72
/** Bytes for a block in the sections before the groups: LF samples and HF metadata. */
export const BLOCK_BYTES: usize = 10
