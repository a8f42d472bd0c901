import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { colorConversion, nonSrgbSpace } from '../../../../src/engine/color/conversion.ts'
import { cleanIcc, embeddableProfile, MAX_GROWTH } from '../../../../src/engine/metadata/icc.ts'
import { MAX_BLOCK } from '../../../../src/engine/metadata/metadata.ts'
import { be32, join } from '../../../support/bytes/image-writers.ts'
import { ENCODE, mAB, mft2, TABLE_PROFILES, xyzOf } from '../../../support/color/icc-tables.ts'
import {
  curve,
  fixed,
  PROFILES,
  rgbTags,
  SRGB_CURVE,
  writeProfile,
} from '../../../support/color/icc-writer.ts'
import { mutant } from '../../../support/hostile/mutations.ts'
import { iccpChunk, withPngChunks } from '../../../support/metadata/embed-profile.ts'
import { HIDING, tagsOf } from '../../../support/metadata/hidden-profile.ts'
import { profile as stub } from '../../../support/metadata/tiff.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

const p3 = { ...rgbTags('displayP3', SRGB_CURVE) }
const rotated = mft2(5, ([r, g, b]) => ENCODE.xyz(xyzOf('srgb')([b, r, g])))

const SCALED = [0.4, 0, 0, 0, 0.5, 0, 0, 0, 0.4, 0, 0, 0]

/** Profiles of all kinds that conversions read. */
const KINDS: Readonly<Record<string, Uint8Array>> = {
  ...PROFILES,
  ...Object.fromEntries(Object.entries(TABLE_PROFILES).map(([name, each]) => [`table ${name}`, each])),
  'both tables': writeProfile({
    tags: { ...p3, A2B0: rotated, A2B1: mAB({ m: SRGB_CURVE, matrix: SCALED }) },
  }),
  'a damaged table': writeProfile({ tags: { ...p3, A2B0: rotated, A2B1: rotated.with(8, 4) } }),
  'other numbers': writeProfile({
    tags: {
      ...p3,
      chad: join('sf32', be32(0), ...[1, 0, 0, 0, 1, 0, 0, 0, 1].map(fixed)),
      cicp: join('cicp', be32(0), 12, 13, 0, 1),
    },
  }),
  'curves of all functions': writeProfile({
    tags: {
      ...p3,
      rTRC: curve.parametric(0, 2.2),
      gTRC: curve.parametric(4, 2.2, 0.9, 0.1, 0.1, 0.05, 0.01, 0.02),
      bTRC: curve.table([0, 0.2, 1]),
    },
  }),
  'gray in CIELAB': writeProfile({ space: 'GRAY', connection: 'Lab ', tags: { kTRC: curve.gamma(1.8) } }),
}

/** Returns all numbers in a profile's conversion. */
function conversionOf(profile: Uint8Array) {
  const components = Buffer.from(profile.subarray(16, 20)).toString() === 'GRAY' ? 1 : 3
  const color = { kind: 'icc', profile } as const
  const conversion = colorConversion({ color, components })
  if (!conversion) return undefined
  if (!('toLight' in conversion)) {
    const exact = nonSrgbSpace({ color, components })?.curves.map((each) => [0.013, 0.4, 0.77].map(each))
    return { ...conversion, exact }
  }
  const sides = [0, 0.21, 0.5, 0.83, 1]
  return sides.flatMap((r) => sides.flatMap((g) => sides.map((b) => conversion.toLight([r, g, b]))))
}

function cleaned(profile: Uint8Array): Uint8Array {
  const clean = cleanIcc(profile)
  if (!clean) throw new Error('the profile is dropped')
  return clean
}

describe.each(Object.entries(KINDS))('a cleaned profile: %s', (_, profile) => {
  it('converts to the same colors', () => {
    expect(conversionOf(cleaned(profile))).toEqual(conversionOf(profile))
  })

  it('stays the same if it is cleaned again', () => {
    expect(cleaned(cleaned(profile))).toEqual(cleaned(profile))
  })

  it.each(Object.keys(HIDING))('has no byte of %s', (place) => {
    const hidden = HIDING[place]?.(profile) ?? profile
    expect(hidden).not.toEqual(profile)
    expect(cleaned(hidden)).toEqual(cleaned(profile))
  })

  it('consists of its tags alone', () => {
    const clean = cleaned(profile)
    const view = new DataView(clean.buffer)
    expect(view.getUint32(0)).toBe(clean.length)
    const places = [...new Set(tagsOf(clean).map(({ content }) => content.byteOffset))]
    let end = 132 + 12 * view.getUint32(128)
    for (const place of places.toSorted((a, b) => a - b)) {
      const tag = tagsOf(clean).find(({ content }) => content.byteOffset === place)
      expect(place).toBe(end)
      end += Math.ceil((tag?.content.length ?? 0) / 4) * 4
    }
    expect(end).toBe(clean.length)
  })

  it('has the tags that every profile must have', () => {
    const names = tagsOf(cleaned(profile)).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['desc', 'cprt', 'wtpt']))
    expect(names).toHaveLength(new Set(names).size)
  })

  it('is read by Little CMS like the original', async () => {
    const gray = Buffer.from(profile.subarray(16, 20)).toString() === 'GRAY'
    const channels = gray ? 1 : 3
    const raw = { width: 16, height: 16, channels } as const
    const random = randomNumbers(3)
    const pixels = Uint8Array.from({ length: 256 * channels }, () => random() & 255)
    async function shown(icc: Uint8Array) {
      const png = await sharp(pixels, { raw })
        .toColourspace(gray ? 'b-w' : 'srgb')
        .png()
        .toBuffer()
      const file = withPngChunks(png, iccpChunk(icc))
      const { data } = await sharp(file).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
      return { data, icc: (await sharp(file).metadata()).icc?.length }
    }
    const clean = cleaned(profile)
    const [now, before] = [await shown(clean), await shown(profile)]
    expect(now.icc).toBe(clean.length)
    expect(Buffer.compare(now.data, before.data)).toBe(0)
  })
})

describe('a cleaned profile', () => {
  it('shares curves that the original shares', () => {
    const trc = tagsOf(PROFILES.proPhoto).find(({ name }) => name === 'rTRC')?.content.byteOffset ?? 0
    const shared = Uint8Array.from(PROFILES.proPhoto)
    const view = new DataView(shared.buffer)
    for (let at = 132; at < 132 + 12 * view.getUint32(128); at += 12)
      if (Buffer.from(shared.subarray(at + 1, at + 4)).toString() === 'TRC')
        view.setUint32(at + 4, trc - PROFILES.proPhoto.byteOffset)
    const places = tagsOf(cleaned(shared)).filter(({ name }) => name.endsWith('TRC'))
    expect(new Set(places.map(({ content }) => content.byteOffset)).size).toBe(1)
    expect(conversionOf(cleaned(shared))).toEqual(conversionOf(PROFILES.proPhoto))
  })

  test.each<[string, Uint8Array]>([
    ['cut', PROFILES.adobeRgb.subarray(0, -1)],
    ['shorter than its header', stub('RGB ', 127)],
    ['none', Uint8Array.from(PROFILES.adobeRgb).fill(0, 36, 40)],
    ['empty', new Uint8Array(0)],
    ['without tags', stub('RGB ')],
    ['with a table of an unknown type', writeProfile({ connection: 'Lab ', tags: { A2B0: 'mAB ' } })],
    ['of inks', writeProfile({ space: 'CMYK', connection: 'Lab ', tags: {} })],
  ])('is dropped if it is %s', (_, icc) => {
    expect(cleanIcc(icc)).toBeUndefined()
  })

  it('is dropped if its tags overlap, so that it would grow', () => {
    // Each of the three curves begins two bytes after the one before and has 60,000 entries.
    const entries = 60_000
    const words = Array.from({ length: 3 }, () => [...Buffer.from('curv'), 0, 0, 0, 0, 0, 0, 0xea, 0x60])
    const area = new Uint8Array(3 * 12 + 2 * entries)
    for (const [index, head] of words.entries()) area.set(head, 12 * index)
    const overlapping = Uint8Array.from(writeProfile({ tags: { ...p3, rTRC: area } }))
    const view = new DataView(overlapping.buffer)
    const from = tagsOf(overlapping).find(({ name }) => name === 'rTRC')?.content.byteOffset ?? 0
    for (let at = 132; at < 132 + 12 * view.getUint32(128); at += 12) {
      const index = ['rTRC', 'gTRC', 'bTRC'].indexOf(Buffer.from(overlapping.subarray(at, at + 4)).toString())
      if (index < 0) continue
      view.setUint32(at + 4, from + 12 * index)
      view.setUint32(at + 8, 12 + 2 * entries)
    }
    expect(conversionOf(overlapping)).toBeDefined()
    expect(cleanIcc(overlapping)).toBeUndefined()
  })

  it('of a damaged original has its colors, and is hardly longer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(KINDS)), fc.nat(), (profile, seed) => {
        const damaged = mutant(profile, randomNumbers(seed))
        const clean = cleanIcc(damaged)
        if (!clean) return
        expect(clean.length).toBeLessThanOrEqual(damaged.length + MAX_GROWTH)
        const stated = damaged.subarray(0, new DataView(damaged.buffer).getUint32(0))
        expect(conversionOf(clean)).toEqual(conversionOf(stated))
      }),
      { numRuns: runs(2000) },
    )
  })
})

describe('the profile that an output embeds', () => {
  const embedded = (profile: Uint8Array, components: 1 | 3 | 4 = 3) =>
    embeddableProfile({ color: { kind: 'icc', profile }, components })

  test('is that of an RGB image', () => {
    expect(join(...(embedded(PROFILES.displayP3)?.pieces ?? []))).toEqual(cleaned(PROFILES.displayP3))
  })

  test('is undefined if it does not describe the samples', () => {
    expect(embedded(PROFILES.srgb, 1)).toBeUndefined()
    expect(embedded(PROFILES.srgb, 4)).toBeUndefined()
    expect(embedded(PROFILES.graySrgb)).toBeUndefined()
    expect(embedded(new Uint8Array(10))).toBeUndefined()
    const color = { kind: 'cicp', primaries: 1, transfer: 13 } as const
    expect(embeddableProfile({ color, components: 3 })).toBeUndefined()
  })

  test('is undefined if it is longer than a block of metadata', () => {
    const long = HIDING['bytes after the tags']?.(PROFILES.displayP3) ?? new Uint8Array()
    expect(embedded(long)).toBeDefined()
    expect(embedded(join(long, new Uint8Array(MAX_BLOCK)))).toBeUndefined()
  })
})
