import { MIN_QUALITY } from '../formats/attempts.ts'
import { log1p, pow } from '../wasm/math.ts'
import { along, type CurvePoint, type QualityCurve, slopeOf } from './curve.ts'

/** Maximum number of encodes of a search: the first one, and three more. */
export const MAX_TRIES = 4

/**
 * Share of the limit at which a search aims. Pictures differ from the typical curve, so that a
 * search that aims higher exceeds the limit more often.
 */
const AIM = 0.95
/**
 * Exponent with which a try aims lower after two that were too long. The slope of a picture is off
 * by less than 40 %. After this try, only the lowest quality is left.
 */
const CAUTION = 0.4

/** Natural logarithm of a length, which counts as 1 at least. */
const log = (length: number) => log1p(Math.max(1, length) - 1)

/** Length in bytes of the file that a try has made. */
export interface Try {
  readonly quality: number
  readonly length: number
}

/** Limit and bounds of a search for the highest quality that fits. */
export interface SizeSearch {
  /** Maximum length in bytes; it may be negative if other bytes take more than is allowed. */
  readonly limit: number
  /** Highest quality that is tried. */
  readonly upper: number
  /** Share of the limit with which the search is content, from 0 to 1. */
  readonly enough: number
  readonly curve: QualityCurve
  /**
   * Typical length at quality 80 for the size of the picture. With it, the first try may have a
   * lower quality than `upper`.
   */
  readonly typical?: number | undefined
  /** Maximum number of tries; `MAX_TRIES` if absent. */
  readonly maxTries?: number
}

/** Returns the try with the highest quality of those that fit. */
export const bestOf = (tries: readonly Try[], limit: number): Try | undefined =>
  tries
    .filter(({ length }) => length <= limit)
    .reduce<Try | undefined>((best, each) => (best && best.quality >= each.quality ? best : each), undefined)

const pointOf = ({ quality, length }: Try): CurvePoint => ({ quality, value: log(length) })

const lowestOf = (tries: readonly Try[]): Try | undefined =>
  tries.reduce<Try | undefined>((low, each) => (low && low.quality <= each.quality ? low : each), undefined)

/**
 * Share of the typical length at the highest quality below which the first try has a lower quality.
 * One photograph in 20 is shorter than this share.
 */
const SURELY_TOO_LONG = 0.45

function firstQuality({ limit, upper, curve, typical }: SizeSearch): number {
  if (typical === undefined) return upper
  const atUpper = log(typical) + curve.at(upper)
  if (log(limit) > atUpper + log1p(SURELY_TOO_LONG - 1)) return upper
  return Math.max(MIN_QUALITY, Math.min(upper, Math.round(curve.inverse(log(limit) - log(typical)))))
}

/** `true` if a search is content with a file. It is not if a file of `upper` is expected to fit. */
function isContent({ quality, length }: Try, { limit, upper, enough, curve }: SizeSearch): boolean {
  return length >= enough * limit && log(length) + curve.at(upper) - curve.at(quality) > log(limit)
}

/**
 * Returns the quality of the next try of a search for the highest quality that fits into a limit.
 * The logarithm of the length is modelled as a line against the typical curve of the format.
 * @param tries the tries so far
 * @returns `undefined` if the search has ended. Its result is `bestOf(tries)`. If nothing fits, the
 *   last try has the lowest quality
 */
export function nextQuality(tries: readonly Try[], search: SizeSearch): number | undefined {
  const { limit, upper, curve, maxTries = MAX_TRIES } = search
  if (tries.length === 0) return firstQuality(search)
  const best = bestOf(tries, limit)
  const floor = best?.quality ?? MIN_QUALITY - 1
  const above = tries.filter(({ quality, length }) => length > limit && quality > floor)
  const lowest = lowestOf(above)
  const ceiling = lowest?.quality ?? upper + 1
  const left = maxTries - tries.length
  if (left <= 0 || ceiling - floor <= 1 || (best && isContent(best, search))) return undefined
  if (!best && left === 1) return MIN_QUALITY
  const from = best ?? lowest
  if (!from) return undefined
  const other = best
    ? (lowest ?? tries.find(({ quality }) => quality < floor))
    : above.findLast((each) => each !== lowest)
  const caution = lowest && !best && left <= 2 ? pow(Math.max(1, limit) / lowest.length, CAUTION) : 1
  const aimed = along(pointOf(from), slopeThrough(from, other, curve), log(limit * AIM * caution), curve)
  return Math.max(floor + 1, Math.min(ceiling - 1, Math.round(aimed)))
}

/** Returns the slope through two tries; that of the typical curve if there is only one. */
function slopeThrough(one: Try, other: Try | undefined, curve: QualityCurve): number {
  if (!other) return 1
  const [low, high] = one.quality < other.quality ? [one, other] : [other, one]
  return slopeOf(pointOf(low), pointOf(high), curve)
}
