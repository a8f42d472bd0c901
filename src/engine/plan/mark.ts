import { Failure } from '../../errors.ts'
import type { Intent } from '../../signing/url/intent.ts'
import { digitsOf, LARGE, modeOf } from '../mark/modes.ts'
import type { Mark } from '../ops/mark.ts'
import type { Size } from '../picture/size.ts'

/**
 * Returns the invisible mark of an output. In a large output, a short value is padded with leading
 * zeros.
 * @throws Failure bad-parameter: the value is too long for the output
 */
export function markOf({ mark, marking }: Intent, output: Size): Mark | undefined {
  if (mark === undefined || !marking) return undefined
  const mode = modeOf(output)
  const digits = digitsOf(mode)
  if (mark.length > digits && !marking.personal)
    throw new Failure(
      'bad-parameter',
      `mark must have 8 hex digits where the longer side is below ${LARGE} pixels: the output is ${output.width}x${output.height}`,
    )
  return { value: mark.slice(0, digits).padStart(digits, '0'), stream: marking.streams[mode.bits] }
}
