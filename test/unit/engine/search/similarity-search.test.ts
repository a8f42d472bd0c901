import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { typicalValue } from '../../../../src/engine/search/prediction.ts'
import { MAX_TRIES } from '../../../../src/engine/search/quality-search.ts'
import { SIMILARITY_CURVES } from '../../../../src/engine/search/similarity-curve.ts'
import {
  mostFrugal,
  nextSimilar,
  type SimilaritySearch,
  type SimilarTry,
} from '../../../../src/engine/search/similarity-search.ts'

type Similarities = (quality: number) => number

function searched(similarities: Similarities, search: SimilaritySearch): readonly SimilarTry[] {
  const tries: SimilarTry[] = []
  for (;;) {
    const quality = nextSimilar(tries, search)
    if (quality === undefined) return tries
    tries.push({ quality, length: 1, similarity: similarities(quality) })
    if (tries.length > MAX_TRIES) throw new Error('the search does not end')
  }
}

test('a search ends after four tries, within its bounds, for any similarities', () => {
  const similarity = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc.constantFrom('jpeg' as const, 'webp' as const),
      fc.double({ min: 0.5, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(similarity, { minLength: 100, maxLength: 100 }),
      (format, wanted, upper, all) => {
        const search = { similarity: wanted, upper, curve: SIMILARITY_CURVES[format], offset: 2 }
        const tries = searched((quality) => all[quality - 1] ?? 0, search)
        const qualities = tries.map(({ quality }) => quality)
        expect(new Set(qualities).size).toBe(tries.length)
        for (const quality of qualities) expect(Number.isInteger(quality)).toBe(true)
        expect(Math.min(...qualities)).toBeGreaterThanOrEqual(1)
        expect(Math.max(...qualities)).toBeLessThanOrEqual(upper)
        if (!mostFrugal(tries, wanted)) expect(qualities).toContain(upper)
      },
    ),
  )
})

describe.each(['jpeg', 'webp'] as const)('the search for a similarity of %s', (format) => {
  const curve = SIMILARITY_CURVES[format]

  const offset = 2

  test.each([-0.4, -0.2, 0, 0.2, 0.4])('finds the lowest quality for pictures that differ by %d', (more) => {
    const similarities = (quality: number) => 1 - Math.exp(-offset - more - typicalValue(curve, quality))
    for (let similarity = 0.8; similarity < 0.99; similarity += 0.01) {
      const best = mostFrugal(searched(similarities, { similarity, upper: 100, curve, offset }), similarity)
      if (!best) throw new Error('nothing is similar enough')
      if (best.quality > 1) expect(similarities(best.quality - 1)).toBeLessThan(similarity)
    }
  })

  it('tries the highest quality if nothing is similar enough', () => {
    const tries = searched(() => 0.7, { similarity: 0.95, upper: 82, curve, offset })
    expect(tries.at(-1)?.quality).toBe(82)
  })

  it('encodes once if the highest quality is expected to be too low', () => {
    expect(searched(() => 0.9, { similarity: 0.999, upper: 60, curve, offset })).toHaveLength(1)
  })
})
