/** What every part of the kernel answers where it cannot go on; below 0, so that all else may mean progress. */
export const CORRUPT: i32 = -1
export const UNSUPPORTED: i32 = -2
export const LIMIT: i32 = -3
