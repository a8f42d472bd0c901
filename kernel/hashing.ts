/** Multiplier for Fibonacci hashing: 2^32 divided by the golden ratio. */
export const GOLDEN: u32 = 0x9e3779b1
