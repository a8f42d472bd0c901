import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { SourceFormat } from '../../../../src/engine/formats/header.ts'
import { readMetadata, writeMetadata } from '../../../../src/engine/formats/metadata.ts'
import { probe } from '../../../../src/engine/formats/probe.ts'
import { cleanMetadata } from '../../../../src/engine/metadata/clean.ts'
import type { Metadata } from '../../../../src/engine/metadata/metadata.ts'
import { avif, box, ftyp, fullBox, meta, picture } from '../../../support/avif/writer.ts'
import {
  be16,
  be32,
  exifSegment,
  gif,
  iccSegment,
  join,
  jpeg,
  png,
  pngChunk,
  segment,
  tiff,
  vp8,
  vp8x,
  WEBP,
  webp,
  webpChunk,
} from '../../../support/bytes/image-writers.ts'
import { mutations, truncations } from '../../../support/hostile/mutations.ts'
import {
  coordinateBytes,
  dataset,
  has,
  phoneWithThumbnail,
  profile,
  SECRETS,
  tiffFile,
  xmpPacket,
} from '../../../support/metadata/tiff.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { runs } from '../../../support/properties/runs.ts'

const SIZE = { width: 61, height: 47 }

function raw(alpha: boolean): Sharp {
  const { data } = makePicture(SIZE.width, SIZE.height, { alpha: alpha ? 'soft' : 'none', noise: 9 })
  const picture = sharp(data, { raw: { ...SIZE, channels: 4 } })
  return alpha ? picture : picture.removeAlpha()
}

/** Files of every structure that an output can have, without metadata. */
const OUTPUTS: readonly [name: string, format: SourceFormat, alpha: boolean, make: () => Sharp][] = [
  ['JPEG', 'jpeg', false, () => raw(false).jpeg()],
  ['progressive JPEG', 'jpeg', false, () => raw(false).jpeg({ progressive: true })],
  ['PNG', 'png', false, () => raw(false).png()],
  ['PNG with alpha', 'png', true, () => raw(true).png()],
  ['lossy WebP', 'webp', false, () => raw(false).webp()],
  ['lossy WebP with alpha', 'webp', true, () => raw(true).webp()],
  ['lossless WebP', 'webp', false, () => raw(false).webp({ lossless: true })],
  ['lossless WebP with alpha', 'webp', true, () => raw(true).webp({ lossless: true })],
]

const encode = async (make: () => Sharp) => new Uint8Array(await make().toBuffer())

function read(file: Uint8Array): Metadata {
  const header = probe(file, true)
  if (!header) throw new Error('there is no header')
  return readMetadata(header, file)
}

const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0'
const resource = (id: number, data: Uint8Array, name = '') => {
  const title = join(name.length, name)
  const pad = (part: Uint8Array) => join(part, part.length % 2 ? 0 : [])
  return join('8BIM', be16(id), pad(title), be32(data.length), pad(data))
}

const source: Metadata = {
  exif: tiffFile('II', phoneWithThumbnail),
  xmp: xmpPacket('tiff:Orientation="6"'),
  iptc: join(dataset(2, 120, 'A lake'), dataset(2, 90, SECRETS.place)),
}

describe.each(OUTPUTS)('metadata in %s', (_, format, alpha, make) => {
  const shape = { ...SIZE, alpha }
  let plain: Uint8Array<ArrayBuffer>
  let icc: Uint8Array
  beforeAll(async () => {
    plain = await encode(make)
    const { icc: p3 } = await sharp(await raw(false).withIccProfile('p3').png().toBuffer()).metadata()
    icc = new Uint8Array(p3 ?? [])
  })

  it('is read by sharp as it was written, beside the same pixels', async () => {
    const metadata = cleanMetadata({ ...source, icc }, { gps: false })
    const written = writeMetadata(format, plain, metadata, shape)
    const seen = await sharp(written).metadata()
    expect(seen).toMatchObject({ ...SIZE, format, orientation: 1, hasAlpha: alpha })
    expect(has(seen.exif ?? plain, metadata.exif ?? '')).toBe(true)
    expect(metadata.icc?.length).toBeGreaterThan(0)
    expect(seen.icc?.equals(metadata.icc ?? plain)).toBe(true)
    expect(seen.xmp?.equals(metadata.xmp ?? plain)).toBe(true)
    if (format === 'jpeg') expect(has(seen.iptc ?? plain, metadata.iptc ?? '')).toBe(true)
    const [shown, before] = await Promise.all(
      [written, plain].map((file) => sharp(file, { ignoreIcc: true }).raw().toBuffer()),
    )
    expect(Buffer.compare(shown ?? plain, before ?? written)).toBe(0)
    for (const secret of [...Object.values(SECRETS), coordinateBytes('II')])
      expect(has(written, secret)).toBe(false)
  })

  it('is read back unchanged, whatever its length', () => {
    const block = fc.option(fc.uint8Array({ minLength: 1, maxLength: 40 }), { nil: undefined })
    const profiles = fc.option(fc.constantFrom(400, 401, 65_519, 65_520, 200_000), { nil: undefined })
    fc.assert(
      fc.property(block, block, block, profiles, (exif, xmp, iptc, length) => {
        const icc = length === undefined ? undefined : profile('RGB ', length)
        const written = writeMetadata(format, plain, { exif, xmp, iptc, icc }, shape)
        const { icc: found, ...blocks } = read(written)
        expect(blocks).toEqual({ exif, xmp, iptc: format === 'jpeg' ? iptc : undefined })
        expect(Buffer.compare(found ?? join(), icc ?? join())).toBe(0)
        expect(probe(written, true)).toMatchObject({ ...SIZE, alpha })
      }),
      { numRuns: runs(40) },
    )
  })

  it('changes nothing if there is none to add', () => {
    expect(writeMetadata(format, plain, {}, shape)).toBe(plain)
    expect(writeMetadata(format, plain, { exif: undefined, icc: undefined }, shape)).toBe(plain)
  })
})

describe('metadata that a format cannot hold', () => {
  it.each(['jpeg', 'png'] as const)(
    'is left out: an RGB profile in a gray %s, and a gray profile in a colored one',
    async (format) => {
      const gray = await encode(() => raw(false).toColourspace('b-w').toFormat(format))
      const colored = await encode(() => raw(false).toFormat(format))
      const put = (image: Uint8Array<ArrayBuffer>, space: 'RGB ' | 'GRAY') =>
        read(writeMetadata(format, image, { icc: profile(space) }, { ...SIZE, alpha: false })).icc
      expect(put(gray, 'RGB ')).toBeUndefined()
      expect(put(colored, 'GRAY')).toBeUndefined()
      expect(put(gray, 'GRAY')).toEqual(profile('GRAY'))
    },
  )

  it('is left out: a block that is too long for a segment of a JPEG', async () => {
    const plain = await encode(() => raw(false).jpeg())
    const put = (exif: Uint8Array) =>
      writeMetadata('jpeg', plain, { exif }, { ...SIZE, alpha: false }).length - plain.length
    expect(put(new Uint8Array(65_527))).toBe(65_537)
    expect(put(new Uint8Array(65_528))).toBe(0)
  })

  it.each(['avif', 'gif'] as const)('is left out: all metadata in %s', (format) => {
    const image = join(format === 'avif' ? avif() : gif())
    expect(writeMetadata(format, image, source, { ...SIZE, alpha: false })).toBe(image)
  })
})

describe('reading metadata', () => {
  const exif = tiff(6)
  const xmp = xmpPacket()

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('finds what sharp writes into %s', async (format) => {
    const file = await raw(false)
      .withExif({ IFD0: { Copyright: 'A. Photographer' } })
      .withXmp(new TextDecoder().decode(xmp))
      .withIccProfile('p3')
      .toFormat(format)
      .toBuffer()
    const seen = await sharp(file).metadata()
    const found = read(file)
    expect(found.exif && has(found.exif, 'A. Photographer')).toBe(true)
    expect(found.exif && has(seen.exif ?? file, found.exif)).toBe(true)
    expect(found.xmp).toEqual(new Uint8Array(seen.xmp ?? []))
    expect(found.icc).toEqual(new Uint8Array(seen.icc ?? []))
  })

  test('finds the first blocks of a JPEG, and resources that span segments', () => {
    const resources = join(resource(0x0425, join('odd'), 'ab'), resource(0x0404, join(source.iptc ?? '')))
    const file = jpeg({
      before: [
        segment(0xe1, join(XMP_PREFIX, xmp)),
        segment(0xed, join('Photoshop 3.0\0', resources.subarray(0, 40))),
        join(0xff, 0xff, 0xff, 0xd0),
        exifSegment(exif),
        exifSegment(tiff(3)),
      ],
      after: [
        segment(0xed, join('Photoshop 3.0\0', resources.subarray(40))),
        segment(0xe1, join(XMP_PREFIX, xmpPacket('dc:rights="x"'))),
        iccSegment(),
      ],
    })
    expect(read(file)).toEqual({ exif, xmp, iptc: source.iptc, icc: join('a profile') })
  })

  test('finds plain and compressed text of a PNG, in any language', () => {
    const text = (rest: Uint8Array) => pngChunk('iTXt', join('XML:com.adobe.xmp\0', rest))
    const other = pngChunk('iTXt', join('Comment\0\0\0\0\0', xmpPacket('dc:rights="x"')))
    for (const chunk of [text(join(0, 0, 'en\0XMP\0', xmp)), text(join(1, 0, 0, 0, deflateSync(xmp)))])
      expect(read(png({ chunks: [other, pngChunk('eXIf', exif), chunk] }))).toMatchObject({ exif, xmp })
    const bomb = deflateSync(new Uint8Array((1 << 20) + 1))
    for (const rest of [join(1, 0, 0, 0, bomb), join(1, 0, 0, 0, 'no zlib'), join(0, 0, 'en'), join(0)])
      expect(read(png({ chunks: [text(rest)] })).xmp).toBeUndefined()
  })

  test('finds the chunks of a PNG before damage, and ignores bytes after its end', () => {
    const file = png({ chunks: [pngChunk('eXIf', exif)] })
    for (const rest of [join(be32(5), 'a\0b1', 'x'), join(be32(0xffffffff), 'eXIf'), join('and more')])
      expect(read(join(file, rest))).toMatchObject({ exif })
  })

  test('finds the chunks of a WebP after the pixels, with and without a prefix', () => {
    const header = vp8x(WEBP.exif | WEBP.xmp, 40, 30)
    for (const prefix of ['', 'Exif\0\0']) {
      const chunks = [webpChunk('EXIF', join(prefix, exif)), webpChunk('XMP ', xmp)]
      expect(read(webp(header, vp8(40, 30), ...chunks))).toMatchObject({ exif, xmp })
    }
  })

  describe('of an AVIF', () => {
    const item = join(be32(2), 'II', exif)
    const shape = {
      items: [picture(), { id: 2, type: 'Exif', properties: [] }, { id: 3, type: 'Exif', properties: [] }],
      references: [{ type: 'cdsc', from: 2, to: [1] }],
    }
    const ilocOfTwoExtents = (id: number, method: number, base: number, length = item.length) => {
      const location = [be16(id), be16(method), be16(0), be32(base), be16(2)]
      const extents = [be32(0), be32(5), be32(5), be32(length - 5)]
      return fullBox('iloc', join(be16(0x4440), be16(1), ...location, ...extents), 1)
    }
    const file = (...extra: readonly Uint8Array[]) =>
      join(ftyp(), meta({ ...shape, extra }), box('mdat', item))

    test('finds an item in the file', () => {
      const at = file(ilocOfTwoExtents(2, 0, 0)).length - item.length
      expect(read(file(ilocOfTwoExtents(2, 0, at))).exif).toEqual(exif)
    })

    test('finds an item inside the metadata', () => {
      expect(read(file(ilocOfTwoExtents(2, 1, 0), box('idat', item))).exif).toEqual(exif)
    })

    test.each([
      ['that describes another image', ilocOfTwoExtents(3, 1, 0)],
      ['that reaches beyond the file', ilocOfTwoExtents(2, 0, 0, 1 << 20)],
      ['that begins beyond the file', ilocOfTwoExtents(2, 0, 1 << 30)],
      ['with an unknown construction method', ilocOfTwoExtents(2, 2, 0)],
    ])('finds no item %s', (_, table) => {
      expect(read(file(table, box('idat', item))).exif).toBeUndefined()
    })
  })

  test('leaves out blocks of more than a megabyte', () => {
    const long = (length: number) => png({ chunks: [pngChunk('eXIf', new Uint8Array(length))] })
    expect(read(long(1 << 20)).exif?.length).toBe(1 << 20)
    expect(read(long((1 << 20) + 1)).exif).toBeUndefined()
  })

  test('never throws on damaged files, and returns only bytes of the file', async () => {
    const metadata = { ...source, icc: profile('RGB ') }
    for (const [, format, alpha, make] of OUTPUTS.slice(0, 6)) {
      const file = writeMetadata(format, await encode(make), metadata, { ...SIZE, alpha })
      for (const damaged of [...mutations(file, 60), ...truncations(file, 60)]) {
        const { exif, xmp } = readMetadata({ format }, damaged)
        for (const block of [exif, xmp]) expect(block === undefined || has(damaged, block)).toBe(true)
      }
    }
  })
})
