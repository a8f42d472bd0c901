import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  bestOf,
  MAX_TRIES,
  nextQuality,
  type SizeSearch,
  type Try,
} from '../../../../src/engine/search/quality-search.ts'
import { type LossyFormat, SIZE_CURVES } from '../../../../src/engine/search/size-curve.ts'

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
  enough: fc.constantFrom(0.9, 0.95),
  typical: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
})

/** Expects what holds of every search. */
function expectSound(lengths: Lengths, search: SizeSearch): void {
  const tries = searched(lengths, search)
  const qualities = tries.map(({ quality }) => quality)
  expect(tries.length).toBeLessThanOrEqual(MAX_TRIES)
  expect(new Set(qualities).size).toBe(tries.length)
  if (search.typical === undefined) expect(qualities[0]).toBe(search.upper)
  for (const quality of qualities) expect(Number.isInteger(quality)).toBe(true)
  expect(Math.min(...qualities)).toBeGreaterThanOrEqual(1)
  expect(Math.max(...qualities)).toBeLessThanOrEqual(search.upper)
  const best = bestOf(tries, search.limit)
  if (best) expect(best.length).toBeLessThanOrEqual(search.limit)
  else expect(qualities).toContain(1)
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
          Math.ceil(60 + size * Math.exp(slope * curve.at(quality)) * (noise[quality] ?? 1))
        const search = { ...given, curve }
        expectSound(lengths, search)
        const fits = lengths(1) <= given.limit
        expect(bestOf(searched(lengths, search), given.limit) !== undefined).toBe(
          fits || lengths(given.upper) <= given.limit,
        )
      },
    ),
  )
})

describe.each(FORMATS)('the search for %s', (format) => {
  const curve = SIZE_CURVES[format]
  const upper = 85

  test.each([0.7, 0.8, 0.9, 1, 1.1, 1.25])('uses 90 %% of a limit for pictures of slope %d', (slope) => {
    const lengths = (quality: number) => Math.round(100_000 * Math.exp(slope * curve.at(quality)))
    for (let limit = 45_000; limit < lengths(upper); limit += 1777) {
      const best = bestOf(searched(lengths, { limit, upper, enough: 0.9, curve }), limit)
      // A step of the quality changes the length by up to 5 %.
      expect(best?.length).toBeGreaterThan(0.88 * limit)
    }
  })

  it('encodes once if the first file fits', () => {
    const search = { limit: 5000, upper, enough: 0.9, curve }
    expect(searched(() => 5000, search)).toEqual([{ quality: upper, length: 5000 }])
  })

  it('tries the lowest quality before it gives up', () => {
    const tries = searched(() => 7000, { limit: 5000, upper, enough: 0.9, curve })
    expect(tries.at(-1)?.quality).toBe(1)
  })

  it('takes infinite lengths', () => {
    const lengths = (quality: number) => (quality > 20 ? Number.POSITIVE_INFINITY : 100 * quality)
    expectSound(lengths, { limit: 5000, upper, enough: 0.9, curve })
  })
})

test.each(FORMATS)('the curve of %s increases, and has an inverse', (format) => {
  const { at, inverse } = SIZE_CURVES[format]
  for (let quality = 2; quality <= 100; quality++) {
    expect(at(quality)).toBeGreaterThan(at(quality - 1))
    expect(inverse(at(quality))).toBeCloseTo(quality, 6)
  }
  expect([inverse(-99), inverse(99)]).toEqual([1, 100])
})
