import sharp, { type AvifOptions } from 'sharp'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { ascii } from '../../../../../src/engine/bytes/bytes.ts'
import { decoder } from '../../../../../src/engine/formats/avif/decoder.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { Failure } from '../../../../../src/errors.ts'
import { avifFile, codedPictures, sized } from '../../../../support/avif/items.ts'
import { decodeWhole, headerOf } from '../../../../support/engine/decode-whole.ts'
import { heifProperty } from '../../../../support/heic/heif-file.ts'
import { mutations, truncations } from '../../../../support/hostile/mutations.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { psnr } from '../../../../support/picture/psnr.ts'
import { failure } from '../../../../support/process/failure.ts'

function encode({ data, width, height }: Frame, options: AvifOptions = {}): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 4 } })
    .avif({ effort: 1, quality: 80, ...options })
    .toBuffer()
}

const opaque = makePicture(61, 47)
const transparent = makePicture(61, 47, { alpha: 'soft' })

const KINDS: [string, Frame, AvifOptions][] = [
  ['4:2:0', opaque, { chromaSubsampling: '4:2:0' }],
  ['4:4:4', opaque, {}],
  ['10 bits', opaque, { bitdepth: 10 }],
  ['12 bits', opaque, { bitdepth: 12, chromaSubsampling: '4:2:0' }],
  ['alpha', transparent, {}],
  ['alpha and 10 bits', transparent, { bitdepth: 10 }],
  ['lossless', transparent, { lossless: true }],
]

describe.each(KINDS)('an AVIF: %s', (_, picture, options) => {
  let file: Buffer
  beforeAll(async () => {
    file = await encode(picture, options)
  })

  it('decodes to the encoded picture, as the reference decoder does', async () => {
    const { width, height, data } = await decodeWhole(decoder, file)
    expect([width, height]).toEqual([61, 47])
    expect(psnr(data, picture.data)).toBeGreaterThan(30)
    const reference = await sharp(file).ensureAlpha().raw().toBuffer()
    expect(psnr(data, reference)).toBeGreaterThan(44)
  })

  it('is refused wherever it is truncated', async () => {
    const header = headerOf(file)
    for (const beginning of truncations(file, 10)) {
      await expect(decodeWhole(decoder, beginning, header)).rejects.toThrow(failure('corrupt'))
    }
  })
})

test.each([
  ['EXIF', 8_000_000, 0],
  ['a profile', 0, 4_000_000],
  ['both', 8_000_000, 4_000_000],
])('plans enough memory for megabytes of %s', async (_, exif, icc) => {
  const [colors] = codedPictures(await encode(opaque))
  if (!colors) throw new Error('sharp has written no picture')
  const profile = icc > 0 ? [heifProperty.profile(new Uint8Array(icc))] : []
  const file = avifFile({
    items: [
      { id: 1, data: colors.data, properties: [...sized(61, 47, colors), ...profile] },
      { id: 2, type: 'Exif', data: new Uint8Array(exif), properties: [] },
    ],
    references: [{ type: 'cdsc', from: 2, to: [1] }],
  })
  expect(await decodeWhole(decoder, file)).toMatchObject({ width: 61, height: 47 })
})

test('decodes the still image of a sequence, whatever is in its tracks', async () => {
  const file = await encode(opaque, { chromaSubsampling: '4:4:4' })
  const sequence = file.slice()
  sequence.set(ascii('avis'), 8)
  const before = sequence.slice()
  const { data } = await decodeWhole(decoder, sequence)
  expect(Buffer.compare(data, (await decodeWhole(decoder, file)).data)).toBe(0)
  expect(sequence).toEqual(before)
})

describe('a damaged AVIF', () => {
  test.each([
    ['opaque', opaque],
    ['with alpha', transparent],
  ])('becomes a picture of the right size or a Failure: %s', async (_, picture) => {
    const file = await encode(picture)
    const header = headerOf(file)
    let failed = 0
    for (const mutant of mutations(file, 40)) {
      try {
        const { data } = await decodeWhole(decoder, mutant, header)
        expect(data).toHaveLength(header.width * header.height * 4)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
        failed++
      }
    }
    expect(failed).toBeGreaterThan(0)
    expect((await decodeWhole(decoder, file)).width).toBe(61)
  })

  it('is refused if its header announced another size', async () => {
    const file = await encode(opaque)
    await expect(decodeWhole(decoder, file, { ...headerOf(file), width: 47, height: 61 })).rejects.toThrow(
      failure('corrupt'),
    )
  })
})
