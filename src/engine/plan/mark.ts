import { digitsOf, LARGE, modeOf } from '../mark/modes.ts'
import type { PlannedMark } from '../ops/mark.ts'
import { mention, mentioning, parts } from '../options/mention.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Size } from '../picture/size.ts'

/**
 * Returns an output's mark. If the output carries a 64-bit value, a 32-bit value gets leading
 * zeros.
 * @throws Failure bad-parameter: the value is too long for the output
 */
export function markOf({ mark }: TransformOptions, output: Size): PlannedMark | undefined {
  if (mark === undefined) return undefined
  const { value, personal } = mark
  const mode = modeOf(output)
  const digits = digitsOf(mode)
  if (value.length > digits && !personal)
    throw mentioning(
      'bad-parameter',
      parts`${mention('mark')} must have 8 hex digits where the longer side is below ${LARGE} pixels: the output is ${output.width}x${output.height}`,
    )
  return { value: value.slice(0, digits).padStart(digits, '0'), bits: mode.bits }
}
