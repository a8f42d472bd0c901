import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Profile, parseProfile } from '../../../../src/engine/color/icc.ts'
import type { Curve } from '../../../../src/engine/color/transfer.ts'
import { be32, type Part } from '../../../support/bytes/image-writers.ts'
import { curve, PROFILES, rgbTags, SRGB_CURVE, writeProfile, xyz } from '../../../support/color/icc-writer.ts'
import { mutant } from '../../../support/hostile/mutations.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

function grayCurve(kTRC: Part, connection = 'XYZ '): Curve {
  const profile = parseProfile(writeProfile({ space: 'GRAY', connection, tags: { kTRC } }))
  if (profile?.space !== 'gray') throw new Error('not a gray profile')
  return profile.curve
}

const at = (samples: readonly number[], curved: Curve) => samples.map((sample) => curved(sample))

describe('a gray curve', () => {
  const SAMPLES = [0, 0.25, 0.5, 1]

  test.each<[string, Part, number[]]>([
    ['the identity', curve.identity, SAMPLES],
    ['an exponent', curve.gamma(2), [0, 0.0625, 0.25, 1]],
    ['two entries', curve.table([0.2, 0.8]), [0.2, 0.35, 0.5, 0.8]],
    ['a table', curve.table([0, 0.1, 1]), [0, 0.05, 0.1, 1]],
    ['a table that falls', curve.table([1, 0.5, 0]), [1, 0.75, 0.5, 0]],
    ['function 0', curve.parametric(0, 3), [0, 1 / 64, 1 / 8, 1]],
    ['function 1', curve.parametric(1, 2, 2, -0.5), [0, 0, 0.25, 2.25]],
    ['function 2', curve.parametric(2, 2, 2, -0.5, 0.25), [0.25, 0.25, 0.5, 2.5]],
    ['function 3', curve.parametric(3, 2, 0.5, 0.5, 0.125, 0.5), [0, 0.03125, 0.5625, 1]],
    [
      'function 4',
      curve.parametric(4, 2, 0.5, 0.5, 0.125, 0.5, 0.25, 0.0625),
      [0.0625, 0.09375, 0.8125, 1.25],
    ],
  ])('is read as %s', (_, tag, expected) => {
    for (const [index, value] of at(SAMPLES, grayCurve(tag)).entries())
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4)
  })

  test('is converted from lightness to luminance if the connection space is CIELAB', () => {
    const [black, dark, middle, white] = at([0, 0.05, 0.5, 1], grayCurve(curve.identity, 'Lab '))
    expect(black).toBeCloseTo(0, 6)
    expect(dark).toBeCloseTo(5 / 903.3, 6)
    expect(middle).toBeCloseTo(0.18419, 5)
    expect(white).toBeCloseTo(1, 6)
  })

  test.each<[string, Part]>([
    ['of another type', xyz(1, 1, 1)],
    ['of an unknown function', curve.parametric(5, 1, 1, 1, 1, 1, 1, 1)],
    ['with truncated parameters', curve.parametric(3, 2.4, 1)],
    ['of more entries than the file has', curve.table([0, 0.5, 1], 4)],
    ['of billions of entries', curve.table([0, 0.5, 1], 0xffffffff)],
    ['without a value', ''],
  ])('is not read from a tag %s', (_, kTRC) => {
    expect(parseProfile(writeProfile({ space: 'GRAY', tags: { kTRC } }))).toBeUndefined()
  })
})

describe('a profile', () => {
  test.each(Object.entries(PROFILES))('is read: %s', (name, bytes) => {
    expect(parseProfile(bytes)?.space).toBe(name.startsWith('gray') ? 'gray' : 'rgb')
  })

  test('has its colorants as the columns of a matrix, and a curve for each channel', () => {
    const tags = { ...rgbTags('adobeRgb', curve.identity), gTRC: curve.gamma(2), bTRC: curve.gamma(3) }
    const profile = parseProfile(writeProfile({ tags }))
    if (profile?.space !== 'rgb') throw new Error('not an RGB profile')
    const [x, y, z] = profile.matrix
    expect(x[0]).toBeCloseTo(0.60974, 4)
    expect(y[0]).toBeCloseTo(0.31111, 4)
    expect(z[2]).toBeCloseTo(0.74457, 4)
    expect(profile.curves.map((curved) => curved(0.5))).toEqual([0.5, 0.25, 0.125])
  })

  test('is read despite unreadable tables beside curves and colorants', () => {
    const tags = { A2B0: 'mft2 and more', ...rgbTags('srgb', SRGB_CURVE) }
    expect(parseProfile(writeProfile({ tags }))?.space).toBe('rgb')
  })

  test('may have an unused tag beyond its end', () => {
    const file = writeProfile({ tags: rgbTags('srgb', SRGB_CURVE) })
    file.set(be32(file.length), 132 + 4)
    expect(parseProfile(file)?.space).toBe('rgb')
  })

  const tags = rgbTags('srgb', SRGB_CURVE)
  const without = (name: string) => Object.fromEntries(Object.entries(tags).filter(([tag]) => tag !== name))

  test.each<[string, Uint8Array]>([
    ['of tables only', writeProfile({ connection: 'Lab ', tags: { A2B0: 'mAB ' } })],
    ['of inks', writeProfile({ space: 'CMYK', connection: 'Lab ', tags })],
    ['between devices', writeProfile({ connection: 'RGB ', tags })],
    ...Object.keys(tags).map((name): [string, Uint8Array] => [
      `without ${name}`,
      writeProfile({ tags: without(name) }),
    ]),
    ['with a curve as a colorant', writeProfile({ tags: { ...tags, rXYZ: SRGB_CURVE } })],
    ['without its signature', writeProfile({ tags }).fill(0, 36, 40)],
    ['of billions of tags', writeProfile({ tags }).fill(0xff, 128, 132)],
    ['without bytes', new Uint8Array(0)],
  ])('is not read if it is one %s', (_, bytes) => {
    expect(parseProfile(bytes)).toBeUndefined()
  })
})

describe('a hostile profile', () => {
  const good = Object.values(PROFILES)

  function use(profile: Profile | undefined): void {
    if (!profile) return
    if (profile.space === 'table' || profile.space === 'inks') throw new Error('there was no table')
    const curves = profile.space === 'gray' ? [profile.curve] : profile.curves
    for (const curved of curves)
      for (let code = 0; code < 256; code += 15) expect(curved(code / 255)).toBeTypeOf('number')
  }

  test('is read or refused when truncated', () => {
    for (const bytes of good)
      for (let end = 0; end < bytes.length; end += end < 320 ? 1 : 37) use(parseProfile(bytes.slice(0, end)))
  })

  test('is read or refused when damaged', () => {
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.integer(), (bytes, seed) => {
        use(parseProfile(mutant(bytes, randomNumbers(seed))))
      }),
      { numRuns: runs(500) },
    )
  })
})
