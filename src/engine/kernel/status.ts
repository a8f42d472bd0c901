/** Negative statuses, the same in every part of the kernel. */
export const CORRUPT: i32 = -1
export const UNSUPPORTED: i32 = -2
export const LIMIT: i32 = -3
