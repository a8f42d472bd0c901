import { MIN_QUALITY } from '../formats/attempts.ts'
import { log1p } from '../wasm/math.ts'
import { bestOf, nextTry, type QualitySearch } from './quality-search.ts'

/** Length in bytes of the file that a try has made. */
export interface Try {
  readonly quality: number
  readonly length: number
}

/** Limit and bounds of a search for the highest quality whose file fits. */
export interface SizeSearch extends Pick<QualitySearch, 'upper' | 'curve' | 'offset' | 'maxTries'> {
  /** Maximum length in bytes; it may be negative if other bytes take more than is allowed. */
  readonly limit: number
}

/** Natural logarithm of a length, which counts as 1 at least. */
export const logarithm = (length: number): number => log1p(Math.max(1, length) - 1)

/** Returns the try with the highest quality of those that fit. */
export const bestFit = (tries: readonly Try[], limit: number): Try | undefined =>
  bestOf(
    tries.map((each) => ({ ...each, value: each.length })),
    limit,
  )

/** Value of a limit that no file is within. */
const NOTHING = -1

/** Excess of the logarithm for a file without a length, which is too long for its encoder. */
const ENDLESS = 1

/**
 * Returns the quality to try next in a search for the highest quality that fits into a limit.
 * @returns `undefined` if the search has ended (`nextTry`)
 */
export function nextQuality(tries: readonly Try[], { limit, ...search }: SizeSearch): number | undefined {
  const longest = limit < 1 ? NOTHING : logarithm(limit)
  const points = tries.map(({ quality, length }) => ({
    quality,
    value: length === Number.POSITIVE_INFINITY ? longest + ENDLESS : logarithm(length),
  }))
  return nextTry(points, { ...search, limit: longest, lower: MIN_QUALITY })
}
