import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { typicalValue } from '../../../../src/engine/search/prediction.ts'
import { MAX_TRIES } from '../../../../src/engine/search/quality-search.ts'
import { type LossyFormat, SIZE_CURVES } from '../../../../src/engine/search/size-curve.ts'
import { bestFit, nextQuality, type SizeSearch, type Try } from '../../../../src/engine/search/size-search.ts'

type Lengths = (quality: number) => number

function searched(lengths: Lengths, search: SizeSearch): readonly Try[] {
  const tries: Try[] = []
  for (;;) {
    const quality = nextQuality(tries, search)
    if (quality === undefined) return tries
    tries.push({ quality, length: lengths(quality) })
    if (tries.length > MAX_TRIES) throw new Error('the search does not end')
  }
}

const FORMATS: readonly LossyFormat[] = ['jpeg', 'webp', 'avif', 'jxl']

const searches = fc.record({
  format: fc.constantFrom(...FORMATS),
  limit: fc.integer({ min: -1000, max: 1_000_000 }),
  upper: fc.integer({ min: 1, max: 100 }),
  offset: fc.double({ min: 0, max: 14, noNaN: true }),
})

/**
 * Returns the lowest quality with the same typical length. Such qualities share a quantizer or
 * distance, so their files are equal.
 */
const sameFile = (curve: SizeSearch['curve'], quality: number): number =>
  curve.thousandths.indexOf(curve.thousandths[quality - 1] ?? 0) + 1

/** Expects what holds of every search. */
function expectSound(lengths: Lengths, search: SizeSearch): void {
  const tries = searched(lengths, search)
  const qualities = tries.map(({ quality }) => quality)
  expect(tries.length).toBeLessThanOrEqual(MAX_TRIES)
  expect(new Set(qualities).size).toBe(tries.length)
  for (const quality of qualities) expect(Number.isInteger(quality)).toBe(true)
  expect(Math.min(...qualities)).toBeGreaterThanOrEqual(1)
  expect(Math.max(...qualities)).toBeLessThanOrEqual(search.upper)
  const best = bestFit(tries, search.limit)
  if (best) expect(best.length).toBeLessThanOrEqual(search.limit)
  else expect(typicalValue(search.curve, Math.min(...qualities))).toBe(typicalValue(search.curve, 1))
}

test('a search ends after four tries, within its bounds, for any lengths', () => {
  fc.assert(
    fc.property(
      searches,
      fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 100, maxLength: 100 }),
      (given, lengths) => {
        expectSound((quality) => lengths[quality - 1] ?? 0, { ...given, curve: SIZE_CURVES[given.format] })
      },
    ),
  )
})

test('a search finds a file that fits, for noisy lengths that increase in the main', () => {
  fc.assert(
    fc.property(
      searches,
      fc.integer({ min: 300, max: 3_000_000 }),
      fc.double({ min: 0.3, max: 1.5, noNaN: true }),
      fc.array(fc.double({ min: 0.97, max: 1.03, noNaN: true }), { minLength: 101, maxLength: 101 }),
      (given, size, slope, noise) => {
        const curve = SIZE_CURVES[given.format]
        const lengths = (quality: number) =>
          Math.ceil(
            60 +
              size * Math.exp(slope * typicalValue(curve, quality)) * (noise[sameFile(curve, quality)] ?? 1),
          )
        const search = { ...given, curve }
        expectSound(lengths, search)
        const fits = lengths(1) <= given.limit
        expect(bestFit(searched(lengths, search), given.limit) !== undefined).toBe(
          fits || lengths(given.upper) <= given.limit,
        )
      },
    ),
  )
})

/** Returns the highest quality whose file fits. */
const highest = (lengths: Lengths, { limit, upper }: SizeSearch) =>
  Array.from({ length: upper }, (_, at) => upper - at).find((quality) => lengths(quality) <= limit)

describe.each(FORMATS)('the search for %s', (format) => {
  const curve = SIZE_CURVES[format]
  const upper = 85
  const offset = Math.log(60_000)

  test.each([0.7, 0.8, 0.9, 1, 1.1, 1.25])('uses what a limit allows for pictures of slope %d', (slope) => {
    const lengths = (quality: number) => Math.round(100_000 * Math.exp(slope * typicalValue(curve, quality)))
    for (let limit = 45_000; limit < lengths(upper); limit += 1777) {
      const search = { limit, upper, curve, offset }
      const most = lengths(highest(lengths, search) ?? 1)
      expect(bestFit(searched(lengths, search), limit)?.length).toBeGreaterThan(0.95 * most)
    }
  })

  it('encodes once if the picture is small and its first file fits', () => {
    const search = { limit: 5000, upper, curve, offset: 7 }
    expect(searched(() => 5000, search)).toEqual([{ quality: upper, length: 5000 }])
  })

  it('tries the highest quality alone if it has one try', () => {
    const search = { limit: 100, upper, curve, offset, maxTries: 1 }
    expect(searched(() => 5000, search)).toEqual([{ quality: upper, length: 5000 }])
  })

  it('tries the lowest quality before it gives up', () => {
    const tries = searched(() => 7000, { limit: 5000, upper, curve, offset })
    // All qualities of the lowest quantizer make one file.
    expect(typicalValue(curve, tries.at(-1)?.quality ?? 0)).toBe(typicalValue(curve, 1))
  })

  it('takes infinite lengths', () => {
    const lengths = (quality: number) => (quality > 20 ? Number.POSITIVE_INFINITY : 100 * quality)
    expectSound(lengths, { limit: 5000, upper, curve, offset })
  })
})

it('prefers the highest one of the qualities whose AVIFs are equal', () => {
  // The quantizer has 64 levels, and the qualities 49 and 50 have one of them.
  const curve = SIZE_CURVES['avif']
  const lengths = (quality: number) => Math.round(30_000 * Math.exp(typicalValue(curve, quality)))
  expect(lengths(49)).toBe(lengths(50))
  const limit = Math.round(1.01 * lengths(50))
  const tries = searched(lengths, { limit, upper: 64, curve, offset: Math.log(25_000) })
  expect(bestFit(tries, limit)?.quality).toBe(50)
  expect(tries.map(({ quality }) => quality)).not.toContain(49)
})

test.each(FORMATS)('the curve of %s has a value for each quality, and never decreases', (format) => {
  const curve = SIZE_CURVES[format]
  expect(curve.thousandths).toHaveLength(100)
  for (let quality = 2; quality <= 100; quality++)
    expect(typicalValue(curve, quality)).toBeGreaterThanOrEqual(typicalValue(curve, quality - 1))
})
