// Codes for the segments in a recorded outline.
export const MOVE: u32 = 0
export const LINE: u32 = 1
export const QUADRATIC: u32 = 2
export const CUBIC: u32 = 3
export const CLOSE: u32 = 4
