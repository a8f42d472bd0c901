import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseProfile } from '../../../../src/engine/color/icc.ts'
import type { Part } from '../../../support/bytes/image-writers.ts'
import { be16, join } from '../../../support/bytes/image-writers.ts'
import { ENCODE, labOf, mAB, mft1, mft2, TABLE_PROFILES, xyzOf } from '../../../support/color/icc-tables.ts'
import { curve, rgbTags, SRGB_CURVE, type Triple, writeProfile } from '../../../support/color/icc-writer.ts'
import { light } from '../../../support/color/srgb-light.ts'
import { mutant } from '../../../support/hostile/mutations.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

function tableOf(tags: Readonly<Record<string, Part>>, connection = 'XYZ ') {
  const profile = parseProfile(writeProfile({ connection, tags }))
  return profile && 'table' in profile ? profile.table : undefined
}

const COLORS: readonly Triple[] = [
  [0, 0, 0],
  [1, 1, 1],
  [1, 0, 0.5],
  [0.25, 0.75, 0.125],
  [0.3, 0.6, 0.9],
]

function expectNear(tag: Part, connection: string, exact: (rgb: Triple) => Triple, digits: number): void {
  const table = tableOf({ A2B0: tag }, connection)
  for (const rgb of COLORS)
    for (const [axis, value] of (table?.(rgb) ?? []).entries())
      expect(value).toBeCloseTo(exact(rgb)[axis] ?? Number.NaN, digits)
  expect(table).toBeDefined()
}

/** A linear mapping. Linear interpolation between the points of any table is therefore exact. */
const xyz = xyzOf('srgb')
const encoded = (rgb: Triple) => ENCODE.xyz(xyz(rgb))
const squares = ([r, g, b]: Triple): Triple => [r * r, g * g, b * b]
const SQUARES = Array.from({ length: 257 }, (_, at) => (at / 256) ** 2)

describe('a profile table', () => {
  test('gives XYZ from mft2 with any number of points', () => {
    for (const side of [2, 3, 9]) expectNear(mft2(side, encoded), 'XYZ ', xyz, 4)
  })

  test('gives XYZ from mft2 with curves', () => {
    expectNear(mft2(2, encoded, SQUARES), 'XYZ ', (rgb) => xyz(squares(rgb)), 3)
  })

  const sides: Triple = [2, 5, 3]

  test.each<[string, Uint8Array, (rgb: Triple) => Triple]>([
    ['a table, whose sides differ', mAB({ grid: { sides, encoded, bytes: 2 } }), xyz],
    [
      'curves and a table',
      mAB({ a: curve.gamma(2), grid: { sides, encoded, bytes: 2 } }),
      (rgb) => xyz(squares(rgb)),
    ],
    [
      'curves, a matrix and an offset',
      mAB({ m: curve.gamma(2), matrix: [0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.25, 0, 0.125, 0.25] }),
      ([r, g, b]) => [r * r * 0.99999, g * g + 0.25, (b * b) / 2 + 0.5],
    ],
    [
      'all five',
      mAB({
        a: curve.gamma(1),
        grid: { sides, encoded: (rgb) => rgb, bytes: 2 },
        m: curve.gamma(2),
        matrix: [0, 0.25, 0, 0.25, 0, 0, 0, 0, 0.5, 0, 0, 0],
        b: curve.gamma(1),
      }),
      ([r, g, b]) => [(g * g) / 2, (r * r) / 2, b * b],
    ],
    [
      'curves alone',
      mAB({ b: curve.parametric(0, 2) }),
      (rgb) => [2 * rgb[0] ** 2, 2 * rgb[1] ** 2, 2 * rgb[2] ** 2],
    ],
  ])('gives XYZ from mAB with %s', (_, tag, exact) => expectNear(tag, 'XYZ ', exact, 3))

  const linear = ([r, g, b]: Triple): Triple => [light(r), light(g), light(b)]
  const exact = (rgb: Triple) => xyz(linear(rgb))
  const lab = (rgb: Triple) => labOf(exact(rgb))
  const inElements = (bytes: 1 | 2) =>
    mAB({ grid: { sides: [33, 33, 33], encoded: (rgb) => ENCODE.lab(lab(rgb)), bytes } })

  test.each<[string, Uint8Array, number]>([
    ['mft1', mft1(33, (rgb) => ENCODE.lab(lab(rgb))), 1],
    ['mft2', mft2(33, (rgb) => ENCODE.labOfVersion2(lab(rgb))), 2],
    ['mAB ', inElements(2), 2],
    ['mAB of bytes', inElements(1), 1],
  ])('gives XYZ from CIELAB in %s', (_, tag, digits) => {
    expectNear(tag, 'Lab ', exact, digits)
    const white = tableOf({ A2B0: tag }, 'Lab ')?.([1, 1, 1])
    expect(Math.abs((white?.[1] ?? 0) - 1)).toBeLessThan(0.0005)
  })
})

describe('a profile with tables', () => {
  const half = mft2(2, (rgb) => ENCODE.xyz(xyz(rgb)).map((value) => value / 2) as unknown as Triple)
  const whole = mft2(2, encoded)
  const luminance = (tags: Readonly<Record<string, Part>>) => tableOf(tags)?.([1, 1, 1])[1]

  test('uses the colorimetric table if there are two', () => {
    expect(luminance({ A2B0: half, A2B1: whole })).toBeCloseTo(1, 3)
    expect(luminance({ A2B0: half })).toBeCloseTo(0.5, 3)
  })

  test('has a table beside its matrix, unless the table is damaged', () => {
    const tags = rgbTags('srgb', SRGB_CURVE)
    expect(parseProfile(writeProfile({ tags: { ...tags, A2B0: whole } }))).toMatchObject({
      space: 'rgb',
      table: expect.any(Function),
    })
    const damaged = parseProfile(writeProfile({ tags: { ...tags, A2B0: whole.subarray(0, 100) } }))
    expect(damaged?.space).toBe('rgb')
    expect(damaged).not.toHaveProperty('table')
  })
})

describe('a profile with an invalid table', () => {
  const good = mft2(2, encoded)
  const element = mAB({ a: SRGB_CURVE, grid: { sides: [2, 2, 2], encoded, bytes: 2 } })

  test.each<[string, Uint8Array, string]>([
    ['another type', join('mBA ', element.subarray(4)), 'XYZ '],
    ['XYZ of 8 bits', mft1(2, encoded), 'XYZ '],
    ['another connection space', good, 'RGB '],
    ['four input channels', good.with(8, 4), 'XYZ '],
    ['four output channels', good.with(9, 4), 'XYZ '],
    ['a side of one point', good.with(10, 1), 'XYZ '],
    ['more points than the file has', good.with(10, 255), 'XYZ '],
    ['curves of one entry', join(good.subarray(0, 48), be16(1), good.subarray(50)), 'XYZ '],
    ['a truncated table', good.subarray(0, -1), 'XYZ '],
    ['elements without their last curves', element.fill(0, 12, 16), 'XYZ '],
    [
      'values of three bytes',
      mAB({ grid: { sides: [2, 2, 2], encoded, bytes: 2 } }).with(32 + 36 + 16, 3),
      'XYZ ',
    ],
  ])('has no table: %s', (_, tag, connection) => {
    expect(tableOf({ A2B0: tag }, connection)).toBeUndefined()
  })
})

describe('a hostile table', () => {
  const good = Object.values(TABLE_PROFILES)

  function use(bytes: Uint8Array): void {
    const profile = parseProfile(bytes)
    if (!profile || !('table' in profile) || !profile.table) return
    for (const rgb of COLORS) expect(profile.table(rgb).every(Number.isFinite)).toBe(true)
  }

  test('is read or refused when truncated', () => {
    const small = good.filter(({ length }) => length < 10_000)
    expect(small.length).toBeGreaterThan(3)
    for (const bytes of small)
      for (let end = 0; end < bytes.length; end += 1 + (end >> 5)) use(bytes.slice(0, end))
  })

  test('is read or refused when damaged', () => {
    const small = good.filter(({ length }) => length < 10_000)
    fc.assert(
      fc.property(fc.constantFrom(...small), fc.integer(), (bytes, seed) =>
        use(mutant(bytes, randomNumbers(seed))),
      ),
      { numRuns: runs(600) },
    )
  })

  test('gives finite numbers with any curve and any matrix', () => {
    const number = fc.double({ min: -32_768, max: 32_767, noNaN: true })
    const numbers = fc.array(number, { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(fc.nat(4), numbers, (type, values) => {
        const any = curve.parametric(type, ...values.slice(0, 7))
        use(writeProfile({ tags: { A2B0: mAB({ m: any, matrix: values, b: any }) } }))
      }),
      { numRuns: runs(300) },
    )
  })
})

test('reads the sRGB curve of a table', () => {
  expect(tableOf({ A2B0: mAB({ b: SRGB_CURVE }) })?.([0.5, 0, 1])[0]).toBeCloseTo(2 * light(0.5), 3)
})
