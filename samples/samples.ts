import { jpeg, png, webp } from './encode.ts'
import { paintSamples, type Sample } from './painted.ts'

export { SAMPLE_NAMES, type Sample } from './painted.ts'

/**
 * Makes the sample pictures with the classic encoders.
 * @param scale factor for widths and heights, as in `paintSamples`
 */
export function samples(scale = 1): AsyncGenerator<Sample> {
  return paintSamples({ jpeg, png, webp }, scale)
}
