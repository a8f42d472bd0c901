/** Error statuses, which have the same meaning in every kernel part. All are negative. */
export const CORRUPT: i32 = -1
export const UNSUPPORTED: i32 = -2
export const LIMIT: i32 = -3

/** Decoder status: more input is needed. */
export const WANT: i32 = 0
/** Decoder status: the next rows in each plane are ready. */
export const BAND: i32 = 2
/** Decoder status: there are no more rows. */
export const DONE: i32 = 3
