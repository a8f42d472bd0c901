import type { SourceFormat } from '../picture/header.ts'
import type { Denominator } from '../picture/picture.ts'
import { decoders } from './codecs.ts'

/** The resampler must have that much left to do after the decoder's own reduction, or what it makes is too soft. */
const LEAST_SHRINK = 2

/**
 * By what a decoder divides the sides of a picture that the resampler is to make smaller.
 * @param shrink how many stored pixels go into one of the result, along the side where they are fewest
 */
export function denominatorFor(format: SourceFormat, shrink: number): Denominator {
  return decoders[format].denominators.findLast((by) => shrink / by >= LEAST_SHRINK) ?? 1
}
