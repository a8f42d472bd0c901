import type { DecodeScale, Scales } from '../picture/picture.ts'
import { minDensity } from '../picture/planes.ts'
import { decoders } from './codecs.ts'
import type { Header, SourceFormat } from './header.ts'

/**
 * Minimum factor by which the resampler reduces a picture that was already decoded at a smaller
 * scale. With a smaller factor, the result is too soft.
 */
const MIN_SHRINK = 2

/**
 * Returns the scale, in eighths, at which to decode a picture that is then reduced by the
 * resampler. It is the smallest scale that gives the resampler at least twice the result's pixels
 * along each side. If no scale gives that many pixels, the result is 8, the full size.
 * @param shrink stored pixels for each result pixel, along the side with the smaller ratio
 * @example decodeScaleFor('jpeg', 4000 / 1200) // 5: the resampler takes 2500 pixels
 */
export function decodeScaleFor(format: SourceFormat, shrink: number): DecodeScale {
  return decoders[format].decodeScales.find((scale) => (shrink * scale) / 8 >= MIN_SHRINK) ?? 8
}

/**
 * Returns two scales at which to decode a picture that the resampler then reduces: one for full
 * components, and one for subsampled components.
 * @param fine `true` if subsampled components, too, must have at least twice the result's pixels.
 *   With `false` the result lacks chroma detail, which is visible unless the encoder halves chroma.
 */
export function scalesFor(header: Header, shrink: number, fine: boolean): Scales {
  const dense = decodeScaleFor(header.format, shrink)
  const subsampled = fine ? decodeScaleFor(header.format, shrink * minDensity(header)) : dense
  return { dense, subsampled }
}
