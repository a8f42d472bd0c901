import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decoder } from '../../../src/engine/formats/jpeg/decoder.ts'
import { deltaE2000, labOf } from '../../support/color/delta-e.ts'
import { INK_PROFILES } from '../../support/color/ink-tables.ts'
import { headerOf } from '../../support/engine/decode-whole.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { EMBED, iccSegments } from '../../support/metadata/embed-profile.ts'
import { scene } from '../../support/picture/scene.ts'

const SIZE = { width: 96, height: 64 }

/**
 * Returns a CMYK JPEG without a profile. libvips separates the colors with its built-in profile.
 */
async function separated(options = {}): Promise<Uint8Array> {
  const { data, width, height } = scene(SIZE.width, SIZE.height)
  const image = sharp(data, { raw: { width, height, channels: 4 } }).toColourspace('cmyk')
  return image.jpeg({ quality: 95, chromaSubsampling: '4:4:4', ...options }).toBuffer()
}

const pixelsOf = (file: Uint8Array) => sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer()

function differences(one: Uint8Array, other: Uint8Array): readonly number[] {
  return Array.from({ length: one.length / 3 }, (_, pixel) => {
    const lab = (rgb: Uint8Array) =>
      labOf(rgb[3 * pixel] ?? 0, rgb[3 * pixel + 1] ?? 0, rgb[3 * pixel + 2] ?? 0)
    return deltaE2000(lab(one), lab(other))
  }).toSorted((a, b) => a - b)
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

async function ours(file: Uint8Array, query = ''): Promise<Uint8Array> {
  return pixelsOf((await transformed(file, `format=png${query}`)).body)
}

describe('a CMYK JPEG', () => {
  it.each(['lab16', 'lab8', 'large'] as const)(
    'has the colors of its profile, as in sharp: %s',
    async (name) => {
      const plain = await separated()
      const file = EMBED.jpeg(plain, INK_PROFILES[name], SIZE)
      const found = differences(await ours(file), await pixelsOf(file))
      expect(meanOf(found)).toBeLessThan(0.8)
      expect(found[Math.floor(found.length * 0.99)]).toBeLessThan(3)
      expect(meanOf(differences(await ours(plain), await ours(file)))).toBeGreaterThan(4)
    },
  )

  it('has the colors of its profile as YCCK, too', async () => {
    const file = EMBED.jpeg(await separated(), INK_PROFILES.lab16, SIZE)
    file[Buffer.from(file).indexOf('Adobe') + 11] = 2
    const found = differences(await ours(file), await pixelsOf(file))
    expect(meanOf(found)).toBeLessThan(0.8)
  })

  it('has the colors of its profile after a resize, in linear light and after a trim', async () => {
    const file = EMBED.jpeg(await separated(), INK_PROFILES.lab16, SIZE)
    const small = `&width=${SIZE.width / 2}`
    const resized = await ours(file, small)
    const theirs = await sharp(await pixelsOf(file), { raw: { ...SIZE, channels: 3 } })
      .resize(SIZE.width / 2)
      .raw()
      .toBuffer()
    expect(meanOf(differences(resized, theirs))).toBeLessThan(1.5)
    expect(meanOf(differences(await ours(file, `${small}&linear=1`), resized))).toBeLessThan(3)
    expect(meanOf(differences(await ours(file, `${small}&trim=1`), resized))).toBeLessThan(1)
  })

  it('has the colors of a common press if its profile cannot be used', async () => {
    const plain = await separated()
    const expected = await ours(plain)
    const { lab16 } = INK_PROFILES
    const useless = [
      lab16.subarray(0, 200),
      lab16.with(lab16.length - 1, 0).subarray(0, -500),
      lab16.map((byte, at) => (at >= 132 && at < 160 ? 255 : byte)),
      Uint8Array.from({ length: 300 }, () => 7),
    ]
    for (const profile of useless)
      expect(await ours(EMBED.jpeg(plain, new Uint8Array(profile), SIZE))).toEqual(expected)
    const twice = Buffer.concat([
      plain.subarray(0, 2),
      ...iccSegments(lab16),
      ...iccSegments(lab16),
      plain.subarray(2),
    ])
    expect(await ours(new Uint8Array(twice))).toEqual(expected)
  })

  it('includes the color table in the memory of the decoder', async () => {
    const plain = await separated()
    const file = EMBED.jpeg(plain, INK_PROFILES.lab16, SIZE)
    const [without, given] = [headerOf(plain), headerOf(file)]
    const more = decoder.memory(given, file.length, 8) - decoder.memory(without, plain.length, 8)
    expect(more).toBeGreaterThan(228_000)
  })
})
