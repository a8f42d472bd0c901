import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { addHeic } from '../../../../src/engine/codecs/heic.ts'
import { cleanIcc, MAX_GROWTH } from '../../../../src/engine/metadata/icc.ts'
import { MAX_BLOCK } from '../../../../src/engine/metadata/metadata.ts'
import { metadataMemory } from '../../../../src/engine/transform/kept-metadata.ts'
import libheif from '../../../../src/engine/wasm/built/libheif.wasm'
import { be16, be32, join, tiff } from '../../../support/bytes/image-writers.ts'
import { fixed, writeProfile } from '../../../support/color/icc-writer.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import { heic, hevcPicture } from '../../../support/heic/writer.ts'
import { longJpeg } from '../../../support/isolate/long-headers.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

addHeic(libheif)

/** Returns a profile of RGB that cannot be compressed: a table (`mft2`) of random values. */
function profileOf(length: number): Uint8Array {
  const random = randomNumbers(9)
  const [side, identity] = [55, [1, 0, 0, 0, 1, 0, 0, 0, 1].map(fixed)]
  function withEntries(entries: number): Uint8Array {
    const values = Uint8Array.from({ length: 6 * (entries + side ** 3 + 2) }, () => random() & 255)
    const head = join('mft2', be32(0), [3, 3, side, 0], ...identity, be16(entries), be16(2))
    return writeProfile({ version: 2, tags: { A2B0: join(head, values) } })
  }
  const shortest = withEntries(2).length
  const profile = withEntries(2 + Math.floor((length - shortest - 2) / 6))
  return join(be32(length), profile.subarray(4), new Uint8Array(length - profile.length))
}

describe('the longest profile that is kept', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('is kept from a stream in a large output: %s', async (format) => {
    const profile = profileOf(MAX_BLOCK)
    const file = await longJpeg(profile)
    const { body } = await transformed(file, `format=${format}&metadata=all&width=2000`)
    const { width } = await sharp(body).metadata()
    expect(width).toBe(2000)
    const { color } = headerOf(body)
    const kept = color?.kind === 'icc' ? color.profile : undefined
    expect(kept && Buffer.compare(kept, cleanIcc(profile) ?? profile)).toBe(0)
  })

  it('takes memory for its copies alone', async () => {
    const header = headerOf(await longJpeg(profileOf(MAX_BLOCK)))
    const plain = { format: 'jpeg' } as const
    const length = 1000 + MAX_BLOCK
    const others = metadataMemory({ metadata: 'all' }, plain, 1000)
    expect(metadataMemory({ metadata: 'all' }, header, length)).toBe(others + 4 * (MAX_BLOCK + MAX_GROWTH))
    expect(metadataMemory({}, header, length)).toBe(0)
  })
})

it('plans no memory for a profile that is too long to be kept', async () => {
  const profile = profileOf(MAX_BLOCK + 1)
  const header = headerOf(await longJpeg(profile))
  const [short, long] = [1000, 1000 + profile.length]
  expect(metadataMemory({ metadata: '1' }, header, long)).toBe(
    metadataMemory({ metadata: '1' }, { format: 'jpeg' }, short),
  )
})

describe('metadata of a HEIC', () => {
  const image = hevcPicture(96, 64)

  it('is kept from a photograph of 3 MB', async () => {
    // The thumbnail makes the file long and is not decoded.
    const file = heic({ image, thumbnail: hevcPicture(1536, 1280), exif: tiff(6), xmp: '<x/>' })
    expect(file.length).toBeGreaterThan(2_900_000)
    const { body } = await transformed(file, 'width=48&format=jpeg&metadata=1')
    expect((await sharp(body).metadata()).exif?.length).toBeGreaterThan(0)
  })

  it('takes memory for the copies of its items, whatever the length of the file', () => {
    const exif = tiff(6)
    const header = headerOf(heic({ image, exif, xmp: '<xmp/>' }))
    // An Exif item's data begins with its own 10 bytes.
    const expected = 3 * (10 + exif.length) + 6 * '<xmp/>'.length
    for (const length of [1000, 4_000_000])
      expect(metadataMemory({ metadata: '1' }, header, length)).toBe(expected)
  })

  it('takes none for items that are too long or not valid', () => {
    const long = headerOf(heic({ image, exif: new Uint8Array(MAX_BLOCK), xmp: '<xmp/>' }))
    expect(metadataMemory({ metadata: '1' }, long, 4_000_000)).toBe(6 * '<xmp/>'.length)
    // Item 1 is the picture, which has the lowest place in `idat`.
    const beyond = headerOf(
      heic({
        image,
        inMeta: true,
        exif: tiff(6),
        locate: (extent) => (extent.item === 1 ? extent : { ...extent, offset: 0xff_ffff }),
      }),
    )
    expect(metadataMemory({ metadata: '1' }, beyond, 4_000_000)).toBe(0)
  })

  it('may take all of the file if the items are unknown', () => {
    expect(metadataMemory({ metadata: '1' }, { format: 'heic' }, 1000)).toBe(9 * 1000)
  })
})
