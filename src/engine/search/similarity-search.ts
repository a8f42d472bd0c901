import { MIN_QUALITY } from '../formats/attempts.ts'
import type { TypicalCurve } from './prediction.ts'
import { nextTry, type QualitySearch } from './quality-search.ts'
import { similarityValue } from './similarity-curve.ts'
import type { Try } from './size-search.ts'

/** File that a try has made, and its mean SSIM. */
export interface SimilarTry extends Try {
  readonly similarity: number
}

/** Similarity and bounds for a search for the lowest quality that reaches the similarity. */
export interface SimilaritySearch extends Pick<QualitySearch, 'upper' | 'curve' | 'offset'> {
  /** Minimum mean SSIM, below 1. */
  readonly similarity: number
}

/** Returns the try with the lowest quality among those that reach a similarity. */
export const mostFrugal = (tries: readonly SimilarTry[], similarity: number): SimilarTry | undefined =>
  tries
    .filter((each) => each.similarity >= similarity)
    .reduce<SimilarTry | undefined>(
      (best, each) => (best && best.quality <= each.quality ? best : each),
      undefined,
    )

/** Excess of a value above the wanted one that tells nothing more about the picture. */
const MAX_EXCESS = 3

/** Returns the quality at the same distance from the other end of the scale. */
const mirrored = (quality: number) => MIN_QUALITY + 100 - quality

/** Returns a curve whose values increase from the highest quality to the lowest one. */
const mirroredCurve = ({ thousandths, deviations }: TypicalCurve): TypicalCurve => ({
  thousandths: thousandths.map((value) => -value).reverse(),
  deviations,
})

/**
 * Returns the quality to try next in a search for the lowest quality that reaches a similarity.
 * On a mirrored scale, it is the highest quality whose value is within a limit.
 * @param tries the tries so far
 * @returns `undefined` if the search has ended. Its result is `mostFrugal(tries)`. If no quality
 *   reaches the similarity, the last try has the quality `upper`
 */
export function nextSimilar(
  tries: readonly SimilarTry[],
  { similarity, upper, curve, offset }: SimilaritySearch,
): number | undefined {
  const wanted = similarityValue(similarity)
  const points = tries.map((each) => ({
    quality: mirrored(each.quality),
    value: -Math.min(wanted + MAX_EXCESS, similarityValue(each.similarity)),
  }))
  const next = nextTry(points, {
    limit: -wanted,
    lower: mirrored(upper),
    upper: mirrored(MIN_QUALITY),
    curve: mirroredCurve(curve),
    offset: -offset,
  })
  return next === undefined ? undefined : mirrored(next)
}
