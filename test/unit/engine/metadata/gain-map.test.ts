import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { appleHeadroom, appleMetadata } from '../../../../src/engine/metadata/apple-headroom.ts'
import { gainsDiffer, isHdrBase } from '../../../../src/engine/metadata/gain-map.ts'
import {
  announcesGainMap,
  formatDirectory,
  parseDirectory,
} from '../../../../src/engine/metadata/gain-map-directory.ts'
import {
  formatHdrgm,
  type Hdrgm,
  type PerChannel,
  parseHdrgm,
} from '../../../../src/engine/metadata/hdrgm.ts'
import { formatIsoGainMap, parseIsoGainMap } from '../../../../src/engine/metadata/iso-gain-map.ts'
import { join } from '../../../support/bytes/image-writers.ts'
import { HDRGM_NAMESPACE, ISO_GAIN, isoGain } from '../../../support/gain-map/ultra-hdr-writer.ts'
import { appleExif } from '../../../support/metadata/apple-exif.ts'
import { cpuTimer } from '../../../support/process/cpu-time.ts'

const number = fc.constantFrom('0', '1', '-0.5', '2.205275', '0.000000', '+1.50', '.25', '4.', '1e-2', '15')
const positive = fc.constantFrom('1', '0.45', '2.200', '1e1')
const list = (value: fc.Arbitrary<string>): fc.Arbitrary<PerChannel<string>> =>
  fc.oneof(fc.tuple(value), fc.tuple(value, value, value))

const parameters: fc.Arbitrary<Hdrgm> = fc.record(
  {
    version: fc.constantFrom('1.0', '1', '1.1'),
    baseRenditionIsHdr: fc.boolean(),
    gainMapMin: list(number),
    gainMapMax: list(number),
    gamma: list(positive),
    offsetSdr: list(number),
    offsetHdr: list(number),
    hdrCapacityMin: number,
    hdrCapacityMax: number,
  },
  { requiredKeys: ['version', 'gainMapMax', 'hdrCapacityMax'] },
)

const xmp = (attributes: string, children = '', prefix = 'hdrgm') =>
  join(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:${prefix}="${HDRGM_NAMESPACE}" ${attributes}>${children}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  )

const MINIMAL = 'hdrgm:Version="1.0" hdrgm:GainMapMax="2" hdrgm:HDRCapacityMax="3"'
const READ = { version: '1.0', gainMapMax: ['2'], hdrCapacityMax: '3' }

describe('gain map parameters in XMP', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(parameters, (given) => {
        expect(parseHdrgm(formatHdrgm(given))).toEqual(given)
      }),
    )
  })

  it.each<[string, Uint8Array, object]>([
    ['as attributes', xmp(MINIMAL), READ],
    ['with single quotes and blanks', xmp(MINIMAL.replaceAll('"', "'").replaceAll('=', ' = ')), READ],
    ['with another prefix', xmp(MINIMAL.replaceAll('hdrgm', 'g'), '', 'g'), READ],
    ['as elements', xmp('', MINIMAL.replace(/hdrgm:(\w+)="([^"]+)"/g, '<hdrgm:$1> $2 </hdrgm:$1>')), READ],
    ['beside a comment', xmp(MINIMAL, '<!-- hdrgm:GainMapMax="9" -->'), READ],
    ['the first of two descriptions', xmp(MINIMAL, '<hdrgm:GainMapMax>9</hdrgm:GainMapMax>'), READ],
    [
      'three channels',
      xmp(
        MINIMAL,
        '<hdrgm:Gamma><rdf:Seq><rdf:li>1</rdf:li><rdf:li>2</rdf:li><rdf:li>3</rdf:li></rdf:Seq></hdrgm:Gamma>',
      ),
      { ...READ, gamma: ['1', '2', '3'] },
    ],
  ])('are read %s', (_, packet, expected) => expect(parseHdrgm(packet)).toEqual(expected))

  const without = (name: string) => MINIMAL.replace(new RegExp(`hdrgm:${name}="[^"]*"`), '')
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['noise', Uint8Array.from({ length: 999 }, (_, at) => at * 37)],
    ['another namespace', join(`<a xmlns:hdrgm="http://example.com/" ${MINIMAL}/>`)],
    ['no version', xmp(without('Version'))],
    ['another version', xmp(MINIMAL.replace('1.0', '2.0'))],
    ['no largest gain', xmp(without('GainMapMax'))],
    ['no capacity', xmp(without('HDRCapacityMax'))],
    ['a gamma of 0', xmp(`${MINIMAL} hdrgm:Gamma="0"`)],
    ['an infinite number', xmp(MINIMAL.replace('"2"', `"${'2'.repeat(99)}"`))],
    ['not a number', xmp(`${MINIMAL} hdrgm:OffsetSDR="NaN"`)],
    ['a reference', xmp(`${MINIMAL} hdrgm:OffsetSDR="&#49;"`)],
    [
      'two channels',
      xmp(MINIMAL, '<hdrgm:Gamma><rdf:Seq><rdf:li>1</rdf:li><rdf:li>2</rdf:li></rdf:Seq></hdrgm:Gamma>'),
    ],
    ['an unknown direction', xmp(`${MINIMAL} hdrgm:BaseRenditionIsHDR="maybe"`)],
    ['a declaration', join('<!DOCTYPE a [<!ENTITY b "c">]>', xmp(MINIMAL))],
    ['more than a segment', join(xmp(MINIMAL), new Uint8Array(0x10000))],
  ])('are ignored: %s', (_, packet) => expect(parseHdrgm(packet)).toBeUndefined())

  test('are refused quickly in hostile packets', () => {
    const spent = cpuTimer()
    for (const part of ['<!--', ' xmlns:a="', '<hdrgm:A>', ' hdrgm:A="', '<rdf:li>'])
      parseHdrgm(xmp(MINIMAL, part.repeat(Math.floor(60_000 / part.length))))
    expect(spent()).toBeLessThan(1000)
  })
})

describe('the directory of GContainer', () => {
  test('is read as it was written', () => {
    const packet = formatDirectory('1.0', 1234)
    expect(parseDirectory(packet)).toEqual({ after: 0, length: 1234 })
    expect(announcesGainMap(packet)).toBe(true)
  })

  const item = (semantic: string, more: string) =>
    `<rdf:li><I:Item I:Semantic="${semantic}" ${more}/></rdf:li>`
  const listed = (...items: string[]) =>
    join(
      `<a xmlns:I="http://ns.google.com/photos/1.0/container/item/"><rdf:Seq>${items.join('')}</rdf:Seq></a>`,
    )

  it.each<[string, Uint8Array, object | undefined]>([
    [
      'adds up the items before the map',
      listed(
        item('Primary', 'I:Length="9" I:Padding="5"'),
        item('Depth', 'I:Length="70"'),
        item('GainMap', 'I:Length="800"'),
      ),
      { after: 75, length: 800 },
    ],
    ['is ignored without a map', listed(item('Primary', ''), item('Depth', 'I:Length="70"')), undefined],
    ['is ignored without a length', listed(item('Primary', ''), item('GainMap', '')), undefined],
    ['ignores a negative length', listed(item('Primary', ''), item('GainMap', 'I:Length="-1"')), undefined],
    [
      'is ignored with too many items',
      listed(...Array(99).fill(item('Depth', '')), item('GainMap', 'I:Length="1"')),
      undefined,
    ],
    ['is ignored without a namespace', join('Item:Semantic="GainMap" Item:Length="3"'), undefined],
  ])('%s', (_, packet, expected) => expect(parseDirectory(packet)).toEqual(expected))
})

describe('metadata of ISO 21496-1', () => {
  const fraction = (min: number) =>
    fc.record({
      numerator: fc.integer({ min, max: 0x7fffffff }),
      denominator: fc.constant(1000),
    })
  const signed = fraction(-0x80000000)
  const channel = fc.record({
    min: signed,
    max: signed,
    gamma: fraction(1),
    baseOffset: signed,
    alternateOffset: signed,
  })
  const metadata = fc
    .record({
      writerVersion: fc.integer({ min: 0, max: 0xffff }),
      flags: fc.constantFrom(0, 0x40, 0x44, 0x08, 0x48),
      baseHeadroom: fraction(0),
      alternateHeadroom: fraction(0),
      channels: fc.oneof(fc.tuple(channel), fc.tuple(channel, channel, channel)),
    })
    .map((given) => (given.channels.length === 3 ? { ...given, flags: given.flags | 0x80 } : given))

  test('is read as it was written', () => {
    fc.assert(
      fc.property(metadata, (given) => {
        expect(parseIsoGainMap(formatIsoGainMap(given))).toEqual(given)
      }),
    )
  })

  it.each([true, false])('is written as it was read, common denominator: %s', (common) => {
    const block = isoGain({ ...ISO_GAIN, common })
    const read = parseIsoGainMap(block)
    expect(read).toMatchObject({ channels: [{ min: { numerator: -15, denominator: 1000 } }] })
    expect(read && [...formatIsoGainMap(read)]).toEqual([...block])
  })

  test('is undefined if truncated', () => {
    const block = isoGain(ISO_GAIN)
    for (let length = 0; length < block.length; length++)
      expect(parseIsoGainMap(block.subarray(0, length))).toBeUndefined()
  })

  it.each<[string, Uint8Array]>([
    ['a newer minimum version', isoGain({ ...ISO_GAIN, minimumVersion: 1 })],
    [
      'a denominator of 0',
      isoGain({
        ...ISO_GAIN,
        headrooms: [
          [0, 0],
          [1, 1],
        ],
      }),
    ],
    [
      'a gamma of 0',
      isoGain({
        ...ISO_GAIN,
        channels: [
          [
            [0, 1],
            [1, 1],
            [0, 1],
            [0, 1],
            [0, 1],
          ],
        ],
      }),
    ],
  ])('is ignored: %s', (_, block) => expect(parseIsoGainMap(block)).toBeUndefined())
})

test('detects gains that differ by channel, and HDR bases', () => {
  const gains = (...gainMapMax: string[]) => ({
    hdrgm: { ...READ, gainMapMax: gainMapMax as unknown as PerChannel<string> },
  })
  expect(gainsDiffer(gains('2'))).toBe(false)
  expect(gainsDiffer(gains('2', '2', '2'))).toBe(false)
  expect(gainsDiffer(gains('2', '2', '3'))).toBe(true)
  const iso = parseIsoGainMap(isoGain(ISO_GAIN))
  expect([gainsDiffer({ iso }), isHdrBase({ iso })]).toEqual([false, false])
  const turned = parseIsoGainMap(
    isoGain({
      ...ISO_GAIN,
      headrooms: [
        [2, 1],
        [0, 1],
      ],
    }),
  )
  expect(isHdrBase({ iso: turned })).toBe(true)
})

describe("the headroom of Apple's gain map", () => {
  it.each<[headroom: number, gain: number, stops: number | undefined]>([
    [0.5, 0.005, 1.7],
    [0.5, 0.1, 1.5909],
    [1, 0.01, 2.3],
    [1.01, 1, 2],
    [2, 9, undefined],
  ])('is computed from %f and %f', (headroom, gain, stops) => {
    const found = appleHeadroom(
      appleExif([
        [33, headroom * 1000, 1000],
        [48, gain * 1000, 1000],
      ]),
    )
    if (stops === undefined) expect(found).toBeUndefined()
    else expect(found).toBeCloseTo(stops, 9)
  })

  it.each<[string, Uint8Array]>([
    ['no EXIF', join('no EXIF')],
    ['one number', appleExif([[33, 1, 1]])],
    [
      'a denominator of 0',
      appleExif([
        [33, 1, 1],
        [48, 1, 0],
      ]),
    ],
    [
      'numbers beyond the end of the note',
      appleExif([
        [33, 1, 1],
        [48, 1, 1],
      ]).subarray(0, -4),
    ],
    [
      'the note of another maker',
      join(
        appleExif([
          [33, 1, 1],
          [48, 1, 1],
        ]),
      ).map((byte) => (byte === 0x41 ? 0x42 : byte)),
    ],
  ])('is undefined: %s', (_, exif) => expect(appleHeadroom(exif)).toBeUndefined())

  test('is both the maximum gain and the capacity of its metadata', () => {
    const { hdrgm } = appleMetadata(2.06)
    expect(hdrgm && parseHdrgm(formatHdrgm(hdrgm))).toEqual({
      version: '1.0',
      gainMapMin: ['0'],
      gainMapMax: ['2.060000'],
      gamma: ['1'],
      offsetSdr: ['0'],
      offsetHdr: ['0'],
      hdrCapacityMin: '0',
      hdrCapacityMax: '2.060000',
    })
  })
})
