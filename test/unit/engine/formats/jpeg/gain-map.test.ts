import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { readJpegGainMap } from '../../../../../src/engine/formats/jpeg/gain-map.ts'
import { formatMpf, mpfLength, parseMpf } from '../../../../../src/engine/formats/jpeg/mpf.ts'
import { joinGainMap } from '../../../../../src/engine/formats/jpeg/ultra-hdr.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { findGainMap } from '../../../../../src/engine/transform/keep-gain-map.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import {
  HARMLESS_MPF_LIES,
  ISO_GAIN,
  MPF_LIES,
  ultraHdr,
} from '../../../../support/gain-map/ultra-hdr-writer.ts'

const gray = async (width: number, height: number) =>
  new Uint8Array(
    await sharp({ create: { width, height, channels: 3, background: '#808080' } })
      .toColourspace('b-w')
      .jpeg()
      .toBuffer(),
  )

const base = await gray(64, 48)
const map = await gray(16, 12)

const entry = fc.record({
  attributes: fc.integer({ min: 0, max: 0xffffffff }),
  length: fc.integer({ min: 0, max: 0xffffffff }),
  offset: fc.integer({ min: 0, max: 0xffffffff }),
})

describe('an MPF directory', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 16 }), (entries) => {
        const written = formatMpf(entries)
        expect(parseMpf(written)).toEqual(entries)
        expect(written).toHaveLength(mpfLength(entries.length))
      }),
    )
  })

  test('has at most sixteen entries, all inside its segment', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(90), (noise, at) => {
        const written = formatMpf([{ attributes: 1, length: 2, offset: 3 }])
        const damaged = join(written.subarray(0, at), noise)
        expect(parseMpf(damaged).length).toBeLessThanOrEqual(16)
      }),
    )
  })
})

describe('the gain map of a JPEG', () => {
  const found = { header: { width: 16, height: 12, components: 1 } }

  it.each<[string, Parameters<typeof ultraHdr>[0], string?]>([
    ['by MPF, with parameters in XMP', { base, map, container: false }, 'possible'],
    ['by MPF of the other byte order', { base, map, order: 'II' }],
    ['by MPF, with parameters of ISO 21496-1', { base, map, hdrgm: false, iso: ISO_GAIN, container: false }],
    ['by its directory in XMP', { base, map, directory: () => undefined }],
    ['after other pictures', { base, map, others: [map, base] }],
    [
      'after other pictures, by its directory in XMP',
      { base, map, others: [map, base], directory: () => undefined },
    ],
  ])('is found %s', (_, shape, declared = 'declared') => {
    const file = ultraHdr(shape)
    expect(probe(file, true)).toMatchObject({ gainMap: declared })
    const read = readJpegGainMap(file)
    expect(read).toMatchObject(found)
    expect(read?.metadata.hdrgm?.gainMapMax).toEqual(shape.hdrgm === false ? undefined : ['2.205275'])
    expect(read?.metadata.iso !== undefined).toBe(shape.iso !== undefined)
  })

  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['a JPEG alone', join(base)],
    ['two JPEGs', join(base, map)],
    ['MPF of pictures without parameters', ultraHdr({ base, map, hdrgm: false, container: false })],
    ['announced, but missing', ultraHdr({ base, map }).subarray(0, base.length)],
  ])('is absent: %s', (_, file) => expect(readJpegGainMap(file)).toBeUndefined())

  it.each(Object.entries(MPF_LIES))('is not found by MPF, only by XMP: %s', (_, directory) => {
    expect(readJpegGainMap(ultraHdr({ base, map, directory, container: false }))).toBeUndefined()
    expect(readJpegGainMap(ultraHdr({ base, map, directory }))).toMatchObject(found)
  })

  it.each(Object.entries(HARMLESS_MPF_LIES))('is found despite %s', (_, directory) => {
    expect(readJpegGainMap(ultraHdr({ base, map, directory, container: false }))).toMatchObject(found)
  })

  test('survives any damage', () => {
    const file = ultraHdr({ base, map, iso: ISO_GAIN })
    const header = probe(file, true)
    if (!header) throw new Error('no header')
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length), (at, byte, length) => {
        const damaged = file.slice(0, length)
        if (at < length) damaged[at] = byte
        const read = findGainMap(header, damaged)
        if (read) expect(read.file.length).toBeLessThan(damaged.length)
      }),
    )
  })

  it.each<[string, Parameters<typeof ultraHdr>[0]]>([
    ['in XMP', { base, map }],
    ['of ISO 21496-1', { base, map, hdrgm: false, iso: ISO_GAIN }],
    ['in both', { base, map, iso: { ...ISO_GAIN, common: true } }],
  ])('is written as it was read, with parameters %s', (_, shape) => {
    const metadata = readJpegGainMap(ultraHdr(shape))?.metadata ?? {}
    const joined = joinGainMap(base, map, metadata)
    const read = readJpegGainMap(joined)
    expect(read?.metadata).toEqual(metadata)
    const scan = (file: Uint8Array) =>
      Buffer.from(file.subarray(Buffer.from(file).indexOf(Buffer.of(0xff, 0xdb))))
    expect(Buffer.from(joined).includes(scan(base))).toBe(true)
    expect(read && Buffer.compare(scan(read.file), scan(map))).toBe(0)
    expect(joined.length - (read?.file.length ?? 0)).toBe(read?.file.byteOffset)
  })
})
