/** The current macroblock's coefficients and levels. */

/** Block length in bytes: 16 i16. */
export const BLOCK: usize = 32
/** Index of the luma DC block, after the 16 luma blocks. */
export const DC_BLOCK: usize = 16

/** A macroblock that is predicted as a whole: 17 luma blocks. */
export const WHOLE_COEFFICIENTS: usize = memory.data(17 * 32, 16)
export const WHOLE_LEVELS: usize = memory.data(17 * 32, 16)
export const WHOLE_VALUES: usize = memory.data(17 * 32, 16)
/** Number of levels in each block, up to the last one that is not 0. */
export const WHOLE_COUNTS: usize = memory.data(17)

/** Levels for a macroblock that is predicted by subblocks: 16 luma blocks. */
export const SUBBLOCK_LEVELS: usize = memory.data(16 * 32, 16)
export const SUBBLOCK_COUNTS: usize = memory.data(16)
/** Modes for the 16 subblocks. */
export const SUBBLOCK_CHOICES: usize = memory.data(16, 16)

/** Chroma: four U blocks and four V blocks. */
export const CHROMA_COEFFICIENTS: usize = memory.data(8 * 32, 16)
export const CHROMA_LEVELS: usize = memory.data(8 * 32, 16)
export const CHROMA_VALUES: usize = memory.data(8 * 32, 16)
export const CHROMA_COUNTS: usize = memory.data(8)
