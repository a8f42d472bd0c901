/** Coefficients and levels of the current macroblock. */

/** Length in bytes of a block: 16 i16. */
export const BLOCK: usize = 32
/** Index of the DC block of luma, after the 16 blocks of luma. */
export const DC_BLOCK: usize = 16

/** A macroblock that is predicted as a whole: 17 blocks of luma. */
export const WHOLE_COEFFICIENTS: usize = memory.data(17 * 32, 16)
export const WHOLE_LEVELS: usize = memory.data(17 * 32, 16)
export const WHOLE_VALUES: usize = memory.data(17 * 32, 16)
/** Numbers of levels of each block up to the last one that is not 0. */
export const WHOLE_COUNTS: usize = memory.data(17)

/** The levels of a macroblock that is predicted by subblocks: 16 blocks of luma. */
export const SUBBLOCK_LEVELS: usize = memory.data(16 * 32, 16)
export const SUBBLOCK_COUNTS: usize = memory.data(16)
/** Modes of the 16 subblocks. */
export const SUBBLOCK_CHOICES: usize = memory.data(16, 16)

/** Chroma: four blocks of U and four of V. */
export const CHROMA_COEFFICIENTS: usize = memory.data(8 * 32, 16)
export const CHROMA_LEVELS: usize = memory.data(8 * 32, 16)
export const CHROMA_VALUES: usize = memory.data(8 * 32, 16)
export const CHROMA_COUNTS: usize = memory.data(8)
