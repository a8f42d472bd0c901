import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { probe } from '../../../../src/engine/formats/probe.ts'
import {
  be32,
  iccSegment,
  join,
  jpeg,
  type Part,
  png,
  pngChunk,
  segment,
  vp8,
  webp,
} from '../../../support/bytes/image-writers.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { EMBED, iccpChunk, iccSegments } from '../../../support/metadata/embed-profile.ts'
import { zlibBomb } from '../../../support/png/writer.ts'
import { runs } from '../../../support/properties/runs.ts'

const colorOf = (file: Uint8Array) => probe(file, true)?.color
const icc = (profile: Part) => ({ kind: 'icc', profile: join(profile) })

test.each([
  ['jpeg', jpeg()],
  ['png', png()],
  ['webp', webp(vp8(40, 30))],
] as const)('reads a profile as it was embedded: %s', (format, file) => {
  const profile = PROFILES.srgbOfVersion2
  const header = probe(EMBED[format](file, profile, { width: 40, height: 30 }), true)
  expect(header).toMatchObject({ icc: true, color: icc(profile) })
})

describe('the profile segments of a JPEG', () => {
  const PROFILE = Uint8Array.from({ length: 1000 }, (_, at) => at * 7)

  test('are joined in any order, before and after the frame', () => {
    const pieces = fc
      .tuple(fc.integer({ min: 4, max: 1001 }), fc.nat())
      .chain(([most]) =>
        fc.shuffledSubarray([...iccSegments(PROFILE, most)], { minLength: Math.ceil(1000 / most) }),
      )
    fc.assert(
      fc.property(pieces, fc.nat(250), (segments, cut) => {
        const file = jpeg({ before: segments.slice(0, cut), after: segments.slice(cut) })
        expect(colorOf(file)).toEqual(icc(PROFILE))
      }),
      { numRuns: runs(50) },
    )
  })

  const [first = [], second = [], third = []] = iccSegments(PROFILE, 400)
  const alone = (number: number, count: number) =>
    segment(0xe2, join('ICC_PROFILE\0', number, count, 'a profile'))

  test.each<[string, Part[]]>([
    ['is missing', [first, third]],
    ['is there twice', [first, second, second, third]],
    ['is there twice, in place of another', [first, second, second]],
    ['has the number 0', [alone(0, 1)]],
    ['has a number beyond their count', [alone(2, 1)]],
    ['states another count', [first, second, third, alone(4, 4)]],
    ['states a count of 0', [alone(1, 0)]],
  ])('are ignored if one %s', (_, before) => {
    expect(probe(jpeg({ before }), true)).toMatchObject({ icc: true, color: undefined })
  })

  test('may hold up to 4 MB', () => {
    const ofLength = (length: number) => jpeg({ before: iccSegments(new Uint8Array(length).fill(1)) })
    expect(colorOf(ofLength(4 << 20))).toMatchObject({ kind: 'icc' })
    expect(colorOf(ofLength((4 << 20) + 1))).toBeUndefined()
  })
})

describe('the color chunks of a PNG', () => {
  const chrm = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06]
  const CHUNKS = {
    cICP: pngChunk('cICP', [9, 16, 0, 1]),
    iCCP: iccpChunk(join('a profile')),
    sRGB: pngChunk('sRGB', [0]),
    gAMA: pngChunk('gAMA', be32(45_455)),
    cHRM: pngChunk('cHRM', join(...chrm.map((value) => be32(Math.round(value * 100_000))))),
  }
  const CHROMATICITIES = { white: [0.3127, 0.329], red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06] }
  const gamma = (exponent: number | undefined, chromaticities?: object) => ({
    kind: 'gamma',
    gamma: exponent,
    chromaticities,
  })

  test.each<[(keyof typeof CHUNKS)[], object | undefined]>([
    [['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM'], { kind: 'cicp', primaries: 9, transfer: 16 }],
    [['iCCP', 'sRGB', 'gAMA', 'cHRM'], icc('a profile')],
    [['sRGB', 'gAMA', 'cHRM'], undefined],
    [['gAMA', 'cHRM'], gamma(0.45455, CHROMATICITIES)],
    [['gAMA'], gamma(0.45455)],
    [['cHRM'], gamma(undefined, CHROMATICITIES)],
    [[], undefined],
  ])('have this precedence: %j', (names, expected) => {
    const chunks = names.map((name) => CHUNKS[name])
    expect(colorOf(png({ chunks }))).toEqual(expected)
    expect(colorOf(png({ chunks: chunks.toReversed() }))).toEqual(expected)
  })

  const iccp = (...parts: Part[]) => pngChunk('iCCP', join(...parts))
  const deflated = deflateSync('a profile')

  test.each<[string, Uint8Array]>([
    ['a cICP with matrix coefficients', pngChunk('cICP', [9, 16, 1, 1])],
    ['a cICP of limited range', pngChunk('cICP', [9, 16, 0, 0])],
    ['a cICP that is too short', pngChunk('cICP', [9, 16, 0])],
    ['an empty iCCP', iccp()],
    ['an iCCP without an end of its name', iccp('a name')],
    ['an iCCP that ends after its name', iccp('a name\0')],
    ['an iCCP of another compression method', iccp('a name\0', 1, deflated)],
    ['an iCCP whose name is too long', iccp('n'.repeat(80), 0, 0, deflated)],
    ['an iCCP that is not a zlib stream', iccp('a name\0', 0, 'a profile')],
    ['a truncated iCCP', iccp('a name\0', 0, deflated.subarray(0, -1))],
    ['an iCCP of 8 MB of zeros', iccp('a name\0', 0, zlibBomb(8 << 20))],
    ['an iCCP of more than 4 MB', iccpChunk(new Uint8Array((4 << 20) + 1))],
  ])('are ignored if invalid: %s', (_, chunk) => {
    expect(colorOf(png({ chunks: [chunk, CHUNKS.gAMA] }))).toEqual(gamma(0.45455))
  })

  test.each<[string, Uint8Array]>([
    ['a gAMA of 0', pngChunk('gAMA', be32(0))],
    ['a gAMA that is too short', pngChunk('gAMA', [0, 0, 1])],
    ['a cHRM that is too short', pngChunk('cHRM', new Uint8Array(31))],
  ])('describe nothing: %s', (_, chunk) => {
    expect(colorOf(png({ chunks: [chunk] }))).toBeUndefined()
  })

  test('may hold a profile of 4 MB with a name of 79 characters', () => {
    const profile = new Uint8Array(4 << 20).fill(1)
    const chunk = iccp('n'.repeat(79), 0, 0, deflateSync(profile, { level: 1 }))
    const color = colorOf(png({ chunks: [chunk] }))
    expect(color?.kind === 'icc' && profile.every((byte, at) => byte === color.profile[at])).toBe(true)
  })

  test('count once: the first of two is used', () => {
    const chunks = [pngChunk('gAMA', be32(100_000)), CHUNKS.gAMA]
    expect(colorOf(png({ chunks }))).toEqual(gamma(1))
  })

  test('are ignored after the first IDAT', () => {
    const file = join(png().subarray(0, -12), CHUNKS.gAMA, pngChunk('IEND'))
    expect(colorOf(file)).toBeUndefined()
  })
})

test('copies the profile, so that the probed bytes may be overwritten', () => {
  const file = jpeg({ before: [iccSegment('a profile')] })
  const color = colorOf(file)
  file.fill(0)
  expect(color).toEqual(icc('a profile'))
})
