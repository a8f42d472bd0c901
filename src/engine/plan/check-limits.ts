import { Failure } from '../../errors.ts'
import type { Limits } from '../../limits.ts'
import type { Room } from '../../memory/index.ts'
import { encoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { largestWithin } from '../picture/size.ts'
import type { Plan } from './plan.ts'
import { isWithin } from './room.ts'

/**
 * Checks a header against the limits before any allocation whose size depends on the header.
 * @throws Failure too-large
 */
export function assertLimits({ width, height }: Header, limits: Limits): void {
  const rule =
    Math.max(width, height) > limits.side
      ? `${limits.side} pixels a side are allowed`
      : width * height > limits.pixels && `${limits.pixels} pixels are allowed`
  if (!rule) return
  const largest = largestWithin({ width, height }, limits)
  throw new Failure(
    'too-large',
    `the image is ${width}x${height}: at most ${rule}, which is ${largest.width}x${largest.height} in its shape`,
  )
}

/** `true` if one output side is longer than its format allows. */
export const isTooLong = ({ format, output }: Pick<Plan, 'format' | 'output'>) =>
  Math.max(output.width, output.height) > encoders[format].maxSide

/**
 * Returns `true` if a plan can be run: its format allows the output's sides, and there is memory
 * for it.
 */
export function fits(plan: Pick<Plan, 'format' | 'output' | 'parts'>, room: Room): boolean {
  return !isTooLong(plan) && isWithin(plan.parts, room)
}
