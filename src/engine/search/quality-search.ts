import { type Point, predictMargins, type TypicalCurve, typicalValue } from './prediction.ts'

/** Maximum encodes in a search: the first one, and three more. */
export const MAX_TRIES = 4

/** Search for the highest quality whose value is not above a limit. */
export interface QualitySearch {
  readonly limit: number
  /** Lowest quality that is tried. */
  readonly lower: number
  /** Highest quality that is tried. */
  readonly upper: number
  readonly curve: TypicalCurve
  /** Expected difference of the picture's values from those of the curve. */
  readonly offset: number
  /** Maximum number of tries; `MAX_TRIES` if absent. A single try has the highest quality. */
  readonly maxTries?: number
}

/**
 * Standard deviations by which the predicted value of the highest quality is below the limit, if it
 * is tried first: one picture in four is expected to fit.
 */
const LIKELY = -0.7
/**
 * The same for the last but one try if none has fitted, 97 in 100 of which fit. After it, only the
 * lowest quality is left.
 */
const SAFE = 1.9

/** Returns the point with the highest quality of those within the limit. */
export const bestOf = <Each extends Point>(points: readonly Each[], limit: number): Each | undefined =>
  points
    .filter(({ value }) => value <= limit)
    .reduce<Each | undefined>((best, each) => (best && best.quality >= each.quality ? best : each), undefined)

/** Returns the lowest of the qualities that make the same file. */
function firstOfFile(curve: TypicalCurve, quality: number, lower: number): number {
  let first = quality
  while (first > lower && typicalValue(curve, first - 1) === typicalValue(curve, quality)) first--
  return first
}

/** Returns the highest of the qualities below a ceiling that make the same file. */
function lastOfFile(curve: TypicalCurve, quality: number, ceiling: number): number {
  let last = quality
  while (last + 1 < ceiling && typicalValue(curve, last + 1) === typicalValue(curve, quality)) last++
  return last
}

/** Qualities between those of two tries, without these two. */
interface Range {
  readonly floor: number
  readonly ceiling: number
  /** Returns the standard deviations by which a quality's value is expected below the limit. */
  margin(quality: number): number
}

/** Returns the highest quality of a range with a margin, or the lowest one if none has it. */
function highestWith(wanted: number, { floor, ceiling, margin }: Range): number {
  let quality = ceiling - 1
  while (quality > floor + 1 && margin(quality) < wanted) quality--
  return quality
}

/** Number of qualities between two tries above which the last try weighs a gain against a miss. */
const WIDE = 4

/** Constant that brings the function in `mostPromising` close to a normal distribution. */
const SPREAD = 0.5

/**
 * Returns the quality of a range that is expected to gain most over its floor. An algebraic
 * function approximates the probability that a value fits.
 */
function mostPromising({ floor, ceiling, margin }: Range): number {
  let [quality, most] = [floor + 1, 0]
  for (let each = floor + 1; each < ceiling; each++) {
    const distance = margin(each)
    const gain = (each - floor) * (1 + distance / Math.sqrt(distance * distance + SPREAD))
    if (gain >= most) [quality, most] = [each, gain]
  }
  return quality
}

/**
 * Returns the quality of the next try.
 * @param points values of the tries so far
 * @returns `undefined` if the search has ended. Its result is `bestOf(points)`. If nothing fits,
 *   the last try makes the file of the lowest quality
 */
export function nextTry(points: readonly Point[], search: QualitySearch): number | undefined {
  const { limit, lower, upper, curve, offset, maxTries = MAX_TRIES } = search
  const best = bestOf(points, limit)
  const floor = best?.quality ?? lower - 1
  const above = points.filter(({ quality, value }) => value > limit && quality > floor)
  const lowest = Math.min(upper + 1, ...above.map(({ quality }) => quality))
  const ceiling = above.length > 0 ? firstOfFile(curve, lowest, lower) : lowest
  const left = maxTries - points.length
  if (left <= 0 || ceiling - floor <= 1) return undefined
  const margins = predictMargins(points, curve, offset)
  const margin = (quality: number) => margins(quality, limit)
  if (points.length === 0 && (maxTries === 1 || margin(upper) >= LIKELY)) return upper
  if (best && margin(floor + 1) < 0) return undefined
  if (!best && left === 1) return lower
  const wanted = !best && left === 2 ? SAFE : 0
  const range = { floor, ceiling, margin }
  const isWide = ceiling - floor > WIDE + 1
  const next = best && left === 1 && isWide ? mostPromising(range) : highestWith(wanted, range)
  return lastOfFile(curve, next, ceiling)
}
