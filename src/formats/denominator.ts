import type { SourceFormat } from '../picture/header.ts'
import type { Denominator } from '../picture/picture.ts'
import { decoders } from './codecs.ts'

/** Least reduction left to the resampler after the decoder's own: with less, the result is too soft. */
const LEAST_SHRINK = 2

/**
 * The number by which a decoder divides the sides of a picture that is then resampled to be smaller.
 * @param shrink stored pixels for each pixel of the result, along the side where they are fewest
 */
export function denominatorFor(format: SourceFormat, shrink: number): Denominator {
  return decoders[format].denominators.findLast((by) => shrink / by >= LEAST_SHRINK) ?? 1
}
