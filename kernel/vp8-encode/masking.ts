/**
 * Masking in the thorough search. Errors are less visible where there is more activity, so a bit is
 * worth more error there. The quantizer steps follow the segment's activity. The masking follows
 * the difference between a macroblock and its segment.
 */

/** Variance exponent with which a bit's worth grows, in 16ths. */
const EXPONENT = 10
/** Limit for the factor's logarithm: a factor is between 1/4 and 4. */
const MAX_LOG = 512

/** Factor for a bit's worth in the present macroblock, with eight fraction bits. */
export let masking: i32 = 256

export function clearMasking(): void {
  masking = 256
}

/**
 * Sets a macroblock's factor.
 * @param difference the macroblock's activity less its segment's activity, 16 for an octave
 */
export function setMasking(difference: i32): void {
  const log = max(-MAX_LOG, min(MAX_LOG, difference * EXPONENT)) + 1024
  // Between two powers of 2, the factor is linear.
  masking = ((256 + (log & 255)) << (log >> 8)) >> 4
}
