import type { SourceFormat } from '../picture/header.ts'
import type { Eighths } from '../picture/picture.ts'
import { decoders } from './codecs.ts'

/** Least reduction left to the resampler after the decoder's own: with less, the result is too soft. */
const LEAST_SHRINK = 2

/**
 * The scale, in eighths, at which to decode a picture that is then resampled to be smaller: the smallest that leaves the
 * resampler at least twice the result, else the full size.
 * @param shrink stored pixels for each pixel of the result, along the side where they are fewest
 * @example eighthsFor('jpeg', 4000 / 1200) // 5: the resampler takes 2500 pixels
 */
export function eighthsFor(format: SourceFormat, shrink: number): Eighths {
  return decoders[format].eighths.find((eighths) => (shrink * eighths) / 8 >= LEAST_SHRINK) ?? 8
}
