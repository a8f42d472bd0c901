import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Conversion, colorConversion, nonSrgbSpace } from '../../../../src/engine/color/conversion.ts'
import type { Chromaticities, ColorSource } from '../../../../src/engine/picture/header.ts'
import { ENCODE, mft2, TABLE_PROFILES, xyzOf } from '../../../support/color/icc-tables.ts'
import { curve, PROFILES, rgbTags, SRGB_CURVE, writeProfile, xyz } from '../../../support/color/icc-writer.ts'
import { light } from '../../../support/color/srgb-light.ts'
import { mutant } from '../../../support/hostile/mutations.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

const icc = (profile: Uint8Array): ColorSource => ({ kind: 'icc', profile })
const cicp = (primaries: number, transfer: number): ColorSource => ({ kind: 'cicp', primaries, transfer })
const gamma = (exponent?: number, chromaticities?: Chromaticities): ColorSource => ({
  kind: 'gamma',
  gamma: exponent,
  chromaticities,
})

const SRGB: Chromaticities = {
  red: [0.64, 0.33],
  green: [0.3, 0.6],
  blue: [0.15, 0.06],
  white: [0.3127, 0.329],
}
const P3: Chromaticities = { ...SRGB, red: [0.68, 0.32], green: [0.265, 0.69] }
const LINE: Chromaticities = { ...SRGB, red: [0.2, 0.2], green: [0.3, 0.3], blue: [0.4, 0.4] }

const of = (color: ColorSource | undefined, components: 1 | 3 | 4 = 3) =>
  colorConversion({ color, components })

function matrixOf(conversion: Conversion | undefined): readonly number[] {
  if (!conversion || !('matrix' in conversion)) throw new Error('there is no matrix')
  return conversion.matrix
}

function tablesOf(conversion: Conversion | undefined): Uint8Array {
  if (!conversion || !('tables' in conversion)) throw new Error('there are no tables')
  return conversion.tables
}

function curvesOf(conversion: Conversion | undefined): Float32Array {
  if (!conversion || !('curves' in conversion)) throw new Error('there are no curves')
  return conversion.curves
}

const tables = (code: (from: number) => number) => Uint8Array.from({ length: 768 }, (_, at) => code(at & 255))

const encode = (light: number) =>
  Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055))

describe('the conversion to sRGB', () => {
  test.each<[string, ColorSource | undefined]>([
    ['no description', undefined],
    ['sRGB by its function', icc(PROFILES.srgb)],
    ['sRGB by its table', icc(PROFILES.srgbOfVersion2)],
    ['sRGB by code points', cicp(1, 13)],
    ['BT.709 of cameras', cicp(1, 1)],
    ['code points that are not specified', cicp(2, 2)],
    ['code points that do not exist', cicp(200, 200)],
    ['1/2.2 alone', gamma(0.45455)],
    ['1/2.2 and the primaries of sRGB', gamma(0.45455, SRGB)],
    ['the primaries of sRGB alone', gamma(undefined, SRGB)],
    ['collinear primaries', gamma(undefined, LINE)],
    ['white that has no light', gamma(undefined, { ...P3, white: [0.3, 0] })],
    ['a profile of tables', icc(writeProfile({ connection: 'Lab ', tags: { A2B0: 'mAB ' } }))],
    ['no profile', icc(new Uint8Array(200))],
    ['the profile of a gray image', icc(PROFILES.gray18)],
    [
      'colorants that are one color',
      icc(writeProfile({ tags: { ...rgbTags('srgb', SRGB_CURVE), gXYZ: xyz(0.43607, 0.22249, 0.01392) } })),
    ],
  ])('is undefined for sRGB and for unsupported colors: %s', (_, color) => {
    expect(of(color)).toBeUndefined()
  })

  test.each<[string, ColorSource]>([
    ['the curve of sRGB', icc(PROFILES.graySrgb)],
    ['the profile of a colored image', icc(PROFILES.displayP3)],
    ['other primaries', cicp(12, 13)],
  ])('is undefined for gray: %s', (_, color) => {
    expect(of(color, 1)).toBeUndefined()
  })

  test.each(Object.entries(PROFILES))('is undefined for inks: %s', (_, profile) => {
    expect(of(icc(profile), 4)).toBeUndefined()
  })
})

describe('conversion tables', () => {
  test('exist for gray, and for sRGB primaries with another curve', () => {
    const eighteen = tables((code) => encode((code / 255) ** (461 / 256)))
    expect(tablesOf(of(icc(PROFILES.gray18), 1))).toEqual(eighteen)
    const linear = tables((code) => encode(code / 255))
    expect(tablesOf(of(icc(PROFILES.linearSrgb)))).toEqual(linear)
    expect(tablesOf(of(cicp(1, 8)))).toEqual(linear)
    expect(tablesOf(of(gamma(1)))).toEqual(linear)
    expect(tablesOf(of(gamma(1, P3), 1))).toEqual(linear)
  })

  test('are computed from the exponent of a gAMA', () => {
    expect(tablesOf(of(gamma(0.35)))).toEqual(tables((code) => encode((code / 255) ** (1 / 0.35))))
    expect(tablesOf(of(cicp(1, 4)))).toEqual(tables((code) => encode((code / 255) ** 2.2)))
    expect(tablesOf(of(cicp(1, 5)))).toEqual(tables((code) => encode((code / 255) ** 2.8)))
  })

  test('differ by channel', () => {
    const tags = { ...rgbTags('srgb', SRGB_CURVE), gTRC: curve.identity }
    const converted = tablesOf(of(icc(writeProfile({ tags }))))
    expect([...converted.subarray(0, 256)].every((code, at) => Math.abs(code - at) <= 1)).toBe(true)
    expect(converted.subarray(256, 512)).toEqual(tables((code) => encode(code / 255)).subarray(0, 256))
  })

  test('clip a curve to the range 0 to 1', () => {
    const wild = writeProfile({ space: 'GRAY', tags: { kTRC: curve.parametric(2, 1, 4, -2, 0) } })
    const converted = tablesOf(of(icc(wild), 1))
    expect([converted[0], converted[100], converted[255]]).toEqual([0, 0, 255])
  })
})

describe('curves and a matrix', () => {
  test('are the same for Display P3 in each description', () => {
    // The matrix from linear P3 to linear sRGB, as published in CSS Color 4.
    const expected = [1.22494, -0.22494, 0, -0.04206, 1.04206, 0, -0.01964, -0.07864, 1.09827]
    for (const color of [icc(PROFILES.displayP3), cicp(12, 13), gamma(undefined, P3)]) {
      for (const [at, value] of matrixOf(of(color)).entries()) expect(value).toBeCloseTo(expected[at] ?? 9, 3)
      expect(curvesOf(of(color))[128]).toBeCloseTo(0.21586, 4)
    }
  })

  test('use a gamma of 1/2.2 literally if the primaries are not those of sRGB', () => {
    expect(curvesOf(of(gamma(0.45455, P3)))[128]).toBeCloseTo((128 / 255) ** 2.2, 4)
  })

  test.each<[string, ColorSource]>([
    ['displayP3', icc(PROFILES.displayP3)],
    ['adobeRgb', icc(PROFILES.adobeRgb)],
    ['proPhoto', icc(PROFILES.proPhoto)],
    ...[4, 5, 6, 7, 8, 9, 10, 11, 12, 22].map((code): [string, ColorSource] => [
      `primaries ${code}`,
      cicp(code, 13),
    ]),
  ])('keep white white: %s', (_, color) => {
    const matrix = matrixOf(of(color))
    for (const row of [0, 3, 6]) {
      const sum = matrix.slice(row, row + 3).reduce((total, value) => total + value)
      expect(sum).toBeCloseTo(1, 3)
    }
  })
})

describe.each([
  ['PQ', 16, 0.58069, 0.75183],
  ['HLG', 18, 0.75, 1],
])('the transfer function %s', (_, transfer, paper, peak) => {
  const light = curvesOf(of(cicp(9, transfer))).subarray(0, 256)

  test('is monotonic from black to white', () => {
    expect(light[0]).toBe(0)
    expect(light.every((value, code) => code === 0 || value >= (light[code - 1] ?? 1))).toBe(true)
    expect(light[Math.round(255 * peak)]).toBeCloseTo(1, 1)
  })

  test('keeps half of the range for light brighter than paper', () => {
    expect(light[Math.round(255 * paper)]).toBeCloseTo(0.52, 1)
  })
})

describe('the tables of a profile', () => {
  const both = (space: 'srgb' | 'displayP3' | 'adobeRgb', A2B0: Uint8Array) =>
    of(icc(writeProfile({ tags: { ...rgbTags(space, SRGB_CURVE), A2B0 } })))
  const p3 = mft2(17, (rgb) => ENCODE.xyz(xyzOf('displayP3')([light(rgb[0]), light(rgb[1]), light(rgb[2])])))
  const srgb = mft2(17, (rgb) => ENCODE.xyz(xyzOf('srgb')([light(rgb[0]), light(rgb[1]), light(rgb[2])])))

  test('convert if the profile has nothing else', () => {
    const conversion = of(icc(TABLE_PROFILES.rotated))
    if (!conversion || !('toLight' in conversion)) throw new Error('there is no table')
    const [r, g, b] = conversion.toLight([0.25, 0.5, 1])
    expect([r, g, b].map((value) => Math.round(1000 * value))).toEqual(
      [1, 0.25, 0.5].map((value) => Math.round(1000 * light(value))),
    )
  })

  test.each(Object.entries(TABLE_PROFILES))('are used, for RGB only: %s', (name, profile) => {
    const conversion = of(icc(profile))
    if (name === 'srgb') expect(conversion).toBeUndefined()
    else expect(conversion).toHaveProperty('toLight')
    expect(nonSrgbSpace({ color: icc(profile), components: 3 })).toBeUndefined()
    expect(of(icc(profile), 1)).toBeUndefined()
    expect(of(icc(profile), 4)).toBeUndefined()
  })

  test('give way to a matrix that agrees with them', () => {
    expect(both('displayP3', p3)).toHaveProperty('matrix')
    expect(both('srgb', srgb)).toBeUndefined()
  })

  test('take precedence over a matrix that differs from them', () => {
    expect(both('srgb', p3)).toHaveProperty('toLight')
    expect(both('adobeRgb', srgb)).toHaveProperty('toLight')
  })

  test('count as sRGB if they differ from it only in black', () => {
    const lifted = mft2(33, (rgb) => {
      const [x, y, z] = xyzOf('srgb')([light(rgb[0]), light(rgb[1]), light(rgb[2])])
      const lift = (value: number, white: number) => white * 0.012 + value * 0.988
      return ENCODE.xyz([lift(x, 0.9642), lift(y, 1), lift(z, 0.8249)])
    })
    expect(of(icc(writeProfile({ tags: { A2B1: lifted } })))).toBeUndefined()
  })
})

describe('a hostile color description', () => {
  function expectSafe(conversion: Conversion | undefined): void {
    if (!conversion || 'tables' in conversion) {
      expect(conversion?.tables ?? { length: 768 }).toHaveLength(768)
      return
    }
    if ('toLight' in conversion) {
      expect(conversion.toLight([0.2, 0.5, 0.9]).every(Number.isFinite)).toBe(true)
      return
    }
    expect(conversion.curves).toHaveLength(768)
    expect(conversion.curves.every((light) => light >= 0 && light <= 1)).toBe(true)
    expect(conversion.matrix).toHaveLength(9)
    expect(conversion.matrix.every(Number.isFinite)).toBe(true)
  }

  const components = fc.constantFrom<1 | 3 | 4>(1, 3, 4)

  test('gives a finite conversion as a damaged profile', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(PROFILES), TABLE_PROFILES.displayP3, TABLE_PROFILES.rotatedMatrix),
        fc.integer(),
        components,
        (bytes, seed, count) => {
          expectSafe(of(icc(mutant(bytes, randomNumbers(seed))), count))
        },
      ),
      { numRuns: runs(300) },
    )
  })

  test('gives a finite conversion with any curve', () => {
    const number = fc.double({ min: -32_768, max: 32_767, noNaN: true })
    const any = fc.tuple(fc.nat(4), fc.array(number, { minLength: 7, maxLength: 7 }))
    fc.assert(
      fc.property(any, ([type, parameters]) => {
        const tags = rgbTags('adobeRgb', curve.parametric(type, ...parameters))
        expectSafe(of(icc(writeProfile({ tags }))))
      }),
      { numRuns: runs(200) },
    )
  })

  test('gives a finite conversion with any code points, gamma and chromaticities', () => {
    const hundredThousandths = fc.oneof(fc.nat(100_000), fc.nat(0xffffffff)).map((value) => value / 100_000)
    const point = fc.tuple(hundredThousandths, hundredThousandths)
    const space = fc.record({ red: point, green: point, blue: point, white: point })
    fc.assert(
      fc.property(
        fc.option(hundredThousandths),
        fc.option(space),
        fc.nat(255),
        components,
        (power, chrm, code, count) => {
          expectSafe(of(gamma(power || undefined, chrm ?? undefined), count))
          expectSafe(of(cicp(code, 255 - code), count))
        },
      ),
      { numRuns: runs(300) },
    )
  })
})
