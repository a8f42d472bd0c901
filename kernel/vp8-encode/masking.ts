/**
 * Masking in the thorough search: errors are less visible where there is more activity, so a bit is
 * worth more error there. The quantizer steps follow the activity of the segment, and the masking
 * follows the difference of a macroblock from its segment.
 */

/** Exponent of the variance with which the worth of a bit grows, in 16ths. */
const EXPONENT = 10
/** Limit of the factor's logarithm: a factor is between 1/4 and 4. */
const MAX_LOG = 512

/** Factor of the worth of a bit in the present macroblock, with eight bits of fraction. */
export let masking: i32 = 256

export function clearMasking(): void {
  masking = 256
}

/**
 * Sets the factor of a macroblock.
 * @param difference activity of the macroblock less that of its segment, 16 for an octave
 */
export function setMasking(difference: i32): void {
  const log = max(-MAX_LOG, min(MAX_LOG, difference * EXPONENT)) + 1024
  // Between two powers of 2, the factor is linear.
  masking = ((256 + (log & 255)) << (log >> 8)) >> 4
}
