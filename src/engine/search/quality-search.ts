import { MIN_QUALITY } from '../formats/attempts.ts'
import { log1p } from '../wasm/math.ts'
import { along, type CurvePoint, type QualityCurve, slopeOf } from './curve.ts'

/** Maximum number of encodes of a search: the first one, and three more. */
export const MAX_TRIES = 4

/**
 * Share of the limit at which a search aims. Pictures differ from the typical curve, so that a
 * search that aims higher exceeds the limit more often.
 */
const AIM = 0.95
/** Share of the limit at which the last try aims if no length has fitted. */
const SAFE_AIM = 0.8
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
  /** Highest quality that is tried, which is that of the first try. */
  readonly upper: number
  /** Share of the limit with which the search is content, from 0 to 1. */
  readonly enough: number
  readonly curve: QualityCurve
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
 * Returns the quality of the next try of a search for the highest quality that fits into a limit.
 * The logarithm of the length is modelled as a line against the typical curve of the format.
 * @param tries the tries so far
 * @returns `undefined` if the search has ended. Its result is `bestOf(tries)`. If nothing fits, the
 *   last try has the lowest quality
 */
export function nextQuality(tries: readonly Try[], search: SizeSearch): number | undefined {
  const { limit, upper, enough, curve, maxTries = MAX_TRIES } = search
  if (tries.length === 0) return upper
  const best = bestOf(tries, limit)
  const floor = best?.quality ?? MIN_QUALITY - 1
  const above = tries.filter(({ quality, length }) => length > limit && quality > floor)
  const lowest = lowestOf(above)
  const isContent = best !== undefined && best.length >= enough * limit
  if (!lowest || isContent || lowest.quality - floor <= 1 || tries.length >= maxTries) return undefined
  const left = maxTries - tries.length
  if (!best && left === 1) return MIN_QUALITY
  const other = above.findLast((each) => each !== lowest)
  const [low, high] = best ? [best, lowest] : [lowest, other]
  const slope = high ? slopeOf(pointOf(low), pointOf(high), curve) : 1
  const aim = limit * (best || left > 2 ? AIM : SAFE_AIM)
  const aimed = along(pointOf(best ?? lowest), slope, log(aim), curve)
  return Math.max(floor + 1, Math.min(lowest.quality - 1, Math.floor(aimed)))
}
