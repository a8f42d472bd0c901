import { Failure } from '../../errors.ts'
import type { Limits } from '../../limits.ts'
import { encoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import type { Size } from '../picture/size.ts'
import type { Plan } from './plan.ts'

/**
 * Checks a header against the limits before anything is allocated in proportion to it.
 * @throws Failure too-large
 */
export function assertLimits({ width, height }: Header, limits: Limits): void {
  if (Math.max(width, height) > limits.side)
    throw new Failure(
      'too-large',
      `the image is ${width}x${height}: at most ${limits.side} pixels a side are allowed`,
    )
  if (width * height > limits.pixels)
    throw new Failure(
      'too-large',
      `the image is ${width}x${height}: at most ${limits.pixels} pixels are allowed`,
    )
}

/**
 * Checks the size of the output against its limit.
 * @throws Failure too-large
 */
export function assertOutput({ width, height }: Size, limits: Limits): void {
  const maxPixels = limits.output_pixels
  if (width * height > maxPixels)
    throw new Failure(
      'too-large',
      `the output would be ${width}x${height}: at most ${maxPixels} pixels are allowed`,
    )
}

/** `true` if a side of the output is longer than its format allows. */
export const isTooLong = ({ format, output }: Pick<Plan, 'format' | 'output'>) =>
  Math.max(output.width, output.height) > encoders[format].maxSide

/**
 * Returns `true` if a plan can be run: its format allows the sides of the output, and there is
 * memory for it.
 * @param room available bytes
 */
export function fits(plan: Pick<Plan, 'format' | 'output' | 'memory'>, room: number): boolean {
  return !isTooLong(plan) && plan.memory <= room
}
