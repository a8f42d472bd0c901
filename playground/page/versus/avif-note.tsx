import { encoderSpeed, LOW_SPEED_PIXELS, SPEEDS } from '../../../src/engine/formats/avif/speed.ts'
import { formatSize } from '../stage/numbers.ts'
import { currentFile, halves } from './measuring.ts'

const LIMIT = `${LOW_SPEED_PIXELS / 1e6} megapixels`

/** Says why an AVIF may have as many bytes as a WebP, while one of the sides is an AVIF. */
export function AvifNote() {
  const half = halves.find(({ side }) => side.value.encoder === 'avif')
  if (!half) return null
  const file = currentFile(half)
  return (
    <p class="notice small">
      <strong>Why can AVIF lose?</strong> A Worker has little CPU time, so libaom encodes fast: at speed{' '}
      {SPEEDS.low}, and above {LIMIT}, such as 800 × 800, at speed {SPEEDS.high}. At speed {SPEEDS.high} an
      AVIF has about as many bytes as a WebP of the same quality.
      {file && ` This one is ${formatSize(file)}: speed ${encoderSpeed(file)}.`}
    </p>
  )
}
