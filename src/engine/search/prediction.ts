/** Standard deviations of a picture's values from a typical curve. */
export interface Deviations {
  /** Deviation of all values together, before the first try. */
  readonly offset: number
  /** Deviation of the slope against the curve. */
  readonly slope: number
  /** Deviation from the slope between two qualities whose typical values differ by 1. */
  readonly drift: number
  /** Deviation of each value alone. */
  readonly noise: number
}

/** Values of a typical picture at each quality, and how far other pictures differ from them. */
export interface TypicalCurve {
  /**
   * Values at the qualities 1 to 100 in thousandths, which never decrease. Qualities of equal
   * values make equal files.
   */
  readonly thousandths: readonly number[]
  readonly deviations: Deviations
}

/** Value of a picture at a quality, such as the logarithm of a length. */
export interface Point {
  readonly quality: number
  readonly value: number
}

/** Returns the value of a typical curve at a quality. */
export const typicalValue = ({ thousandths }: TypicalCurve, quality: number): number =>
  (thousandths[quality - 1] ?? 0) / 1000

/** Distribution of a picture's values at all qualities. */
interface Belief {
  mean(quality: number): number
  covariance(one: number, other: number): number
}

/** Returns the length that two paths from 0 have in common. */
const common = (one: number, other: number) =>
  one * other > 0 ? Math.min(Math.abs(one), Math.abs(other)) : 0

/** @param offset expected difference between the values and the curve */
function firstBelief(curve: TypicalCurve, offset: number): Belief {
  const { deviations } = curve
  const typical = (quality: number) => typicalValue(curve, quality)
  const [all, slope, drift, noise] = [
    deviations.offset * deviations.offset,
    deviations.slope * deviations.slope,
    deviations.drift * deviations.drift,
    deviations.noise * deviations.noise,
  ]
  return {
    mean: (quality) => offset + typical(quality),
    covariance(one, other) {
      const [x, y] = [typical(one), typical(other)]
      return all + slope * x * y + drift * common(x, y) + (x === y ? noise : 0)
    },
  }
}

/** Variance below which a value is known. */
const MIN_VARIANCE = 1e-9

/** Returns a belief after the value of one quality is known. */
function learned(before: Belief, { quality, value }: Point): Belief {
  const variance = Math.max(MIN_VARIANCE, before.covariance(quality, quality))
  const surprise = value - before.mean(quality)
  const gains = Array.from({ length: 100 }, (_, at) => before.covariance(at + 1, quality) / variance)
  const gain = (each: number) => gains[each - 1] ?? 0
  return {
    mean: (each) => before.mean(each) + gain(each) * surprise,
    covariance: (one, other) => before.covariance(one, other) - gain(one) * gain(other) * variance,
  }
}

/** Maximum factor by which a surprising value raises the variance of predictions. */
const MAX_SURPRISE = 16

/**
 * Predicts the values of a picture from those that are known, as a Gaussian process around the
 * typical curve. If known values were surprising, the predictions of all others are less certain.
 * @param offset expected difference between the values and the curve
 * @returns a function that returns the number of standard deviations by which the expected value of
 *   a quality is below a limit
 */
export function predictMargins(
  points: readonly Point[],
  curve: TypicalCurve,
  offset: number,
): (quality: number, limit: number) => number {
  let belief = firstBelief(curve, offset)
  let surprises = 1
  for (const point of points) {
    const variance = Math.max(MIN_VARIANCE, belief.covariance(point.quality, point.quality))
    const surprise = point.value - belief.mean(point.quality)
    surprises = Math.max(surprises, Math.min(MAX_SURPRISE, (surprise * surprise) / variance))
    belief = learned(belief, point)
  }
  const [last, uncertainty] = [belief, surprises]
  return (quality, limit) => {
    const variance = Math.max(MIN_VARIANCE, last.covariance(quality, quality))
    return (limit - last.mean(quality)) / Math.sqrt(variance * uncertainty)
  }
}
