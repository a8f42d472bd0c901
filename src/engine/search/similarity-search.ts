import { MIN_QUALITY } from '../formats/attempts.ts'
import { along, type CurvePoint, type QualityCurve, slopeOf } from './curve.ts'
import { MAX_TRIES, type Try } from './quality-search.ts'
import { similarityValue } from './similarity-curve.ts'

/** File that a try has made, and its mean SSIM. */
export interface SimilarTry extends Try {
  readonly similarity: number
}

/** Similarity and bounds of a search for the lowest quality that reaches it. */
export interface SimilaritySearch {
  /** Minimum mean SSIM, below 1. */
  readonly similarity: number
  /** Highest quality that is tried. */
  readonly upper: number
  readonly curve: QualityCurve
}

/**
 * Excess of the logarithm of 1 − SSIM with which the search is content, and at which it aims. A
 * step of the quality changes it by 0.02 to 0.1.
 */
const ENOUGH = 0.06
const AIM = 0.025
/** Excess at which the last but one try aims if no try has reached the similarity. */
const SAFE_AIM = 0.2

const pointOf = ({ quality, similarity }: SimilarTry): CurvePoint => ({
  quality,
  value: similarityValue(similarity),
})

/** Returns the try with the lowest quality of those that reach a similarity. */
export const mostFrugal = (tries: readonly SimilarTry[], similarity: number): SimilarTry | undefined =>
  tries
    .filter((each) => each.similarity >= similarity)
    .reduce<SimilarTry | undefined>(
      (best, each) => (best && best.quality <= each.quality ? best : each),
      undefined,
    )

/**
 * Returns the quality of the next try of a search for the lowest quality that reaches a similarity.
 * @param tries the tries so far
 * @returns `undefined` if the search has ended. Its result is `mostFrugal(tries)`. If no quality
 *   reaches the similarity, the last try has the quality `upper`
 */
export function nextSimilar(tries: readonly SimilarTry[], search: SimilaritySearch): number | undefined {
  const { similarity, upper, curve } = search
  const wanted = similarityValue(similarity)
  const aim = wanted + (tries.length === MAX_TRIES - 2 && !mostFrugal(tries, similarity) ? SAFE_AIM : AIM)
  const bounded = (quality: number, from: number, to: number) =>
    Math.max(from, Math.min(to, Math.ceil(quality)))
  if (tries.length === 0) return bounded(curve.inverse(aim), MIN_QUALITY, upper)
  const best = mostFrugal(tries, similarity)
  const ceiling = best?.quality ?? upper + 1
  const below = tries.filter((each) => each.similarity < similarity && each.quality < ceiling)
  const highest = below.reduce<SimilarTry | undefined>(
    (high, each) => (high && high.quality >= each.quality ? high : each),
    undefined,
  )
  const floor = highest?.quality ?? MIN_QUALITY - 1
  const isContent = best !== undefined && similarityValue(best.similarity) - wanted <= ENOUGH
  if (isContent || ceiling - floor <= 1 || tries.length >= MAX_TRIES) return undefined
  if (!best && tries.length === MAX_TRIES - 1) return upper
  const from = best ?? highest
  if (!from) return undefined
  const other = best ? highest : below.findLast((each) => each !== highest)
  const pair = [from, ...(other ? [other] : [])].sort((a, b) => a.quality - b.quality).map(pointOf)
  const [low, high] = pair
  const slope = low && high ? slopeOf(low, high, curve) : 1
  return bounded(along(pointOf(from), slope, aim, curve), floor + 1, ceiling - 1)
}
