import { Failure } from '../../errors.ts'

/** Minimum, maximum and spacing in a width list. */
export interface WidthRange {
  /** Minimum width in pixels. Default: 320. */
  readonly min?: number | undefined
  /** Maximum width in pixels. Default: 3840. */
  readonly max?: number | undefined
  /**
   * Half of the maximum relative difference between two neighboring widths. With 0.15, each width
   * is at most 30 % larger than the width before it. Default: 0.15.
   */
  readonly tolerance?: number | undefined
}

const MAX_WIDTHS = 32

/**
 * Returns widths for `srcset` and `grant`: as few as the tolerance allows, with equal ratios
 * between them.
 *
 * @returns whole pixels in ascending order, from `min` to `max`
 * @throws Failure bad-parameter: bounds that are not whole pixels from 1 to 10000, or more than 32
 *   widths
 * @example widths({ min: 320, max: 1280, tolerance: 0.25 }) // [320, 453, 640, 905, 1280]
 */
export function widths({ min = 320, max = 3840, tolerance = 0.15 }: WidthRange = {}): number[] {
  const sides = [min, max].every((side) => Number.isInteger(side) && side >= 1 && side <= 10000)
  if (!sides || min > max)
    throw new Failure('bad-parameter', `min and max must be whole pixels from 1 to 10000, got ${min}, ${max}`)
  if (!(tolerance > 0 && tolerance <= 1))
    throw new Failure('bad-parameter', `tolerance must be above 0 and at most 1, got ${tolerance}`)
  const steps = Math.ceil(Math.log(max / min) / Math.log(1 + 2 * tolerance))
  if (steps >= MAX_WIDTHS)
    throw new Failure('bad-parameter', `tolerance ${tolerance} makes more than ${MAX_WIDTHS} widths`)
  const ratio = steps > 0 ? (max / min) ** (1 / steps) : 1
  return [...new Set(Array.from({ length: steps + 1 }, (_, step) => Math.round(min * ratio ** step)))]
}
