/** Extra-bit probabilities for token categories 1 to 6 (RFC 6386, 13.2). A 0 ends each list. */
// biome-ignore format: one category a row
export const EXTRA: usize = memory.data<u8>([
  159, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  165, 145, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  173, 148, 140, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  176, 155, 140, 135, 0, 0, 0, 0, 0, 0, 0, 0,
  180, 157, 141, 134, 130, 0, 0, 0, 0, 0, 0, 0,
  254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129, 0,
])
/** Length in bytes of a category's list. */
export const EXTRA_BYTES: usize = 12
