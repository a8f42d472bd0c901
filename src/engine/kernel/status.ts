/** Error statuses, which have the same meaning in every part of the kernel. All are negative. */
export const CORRUPT: i32 = -1
export const UNSUPPORTED: i32 = -2
export const LIMIT: i32 = -3
