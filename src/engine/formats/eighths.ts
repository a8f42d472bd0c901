import type { Header, SourceFormat } from '../picture/header.ts'
import type { Eighths, Scales } from '../picture/picture.ts'
import { minDensity } from '../picture/planes.ts'
import { decoders } from './codecs.ts'

/** Least reduction left to the resampler after the decoder's own: with less, the result is too soft. */
const MIN_SHRINK = 2

/**
 * The scale, in eighths, at which to decode a picture that is then resampled to be smaller: the smallest that leaves the
 * resampler at least twice the result, else the full size.
 * @param shrink stored pixels for each pixel of the result, along the side where they are fewest
 * @example eighthsFor('jpeg', 4000 / 1200) // 5: the resampler takes 2500 pixels
 */
export function eighthsFor(format: SourceFormat, shrink: number): Eighths {
  return decoders[format].eighths.find((eighths) => (shrink * eighths) / 8 >= MIN_SHRINK) ?? 8
}

/**
 * Returns the scales at which to decode a picture that is then resampled to be smaller.
 * @param fine `true` if subsampled components, too, leave the resampler twice the result. Without it the result lacks detail of
 *   chroma, which shows unless the encoder halves chroma.
 */
export function scalesFor(header: Header, shrink: number, fine: boolean): Scales {
  const dense = eighthsFor(header.format, shrink)
  const subsampled = fine ? eighthsFor(header.format, shrink * minDensity(header)) : dense
  return { dense, subsampled }
}
