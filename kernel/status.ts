/** Error statuses, which have the same meaning in every part of the kernel. All are negative. */
export const CORRUPT: i32 = -1
export const UNSUPPORTED: i32 = -2
export const LIMIT: i32 = -3

/** Status of a decoder: more input is needed. */
export const WANT: i32 = 0
/** Status of a decoder: the next rows of each plane are ready. */
export const BAND: i32 = 2
/** Status of a decoder: there are no more rows. */
export const DONE: i32 = 3
