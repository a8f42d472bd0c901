import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import {
  be16,
  exifSegment,
  iccSegment,
  type JpegShape,
  join,
  jpeg,
  type Part,
  segment,
  sof,
  sos,
  tiff,
} from '../../../../support/bytes/image-writers.ts'
import { containerXmp, ISO_GAIN_URN } from '../../../../support/gain-map/ultra-hdr-writer.ts'
import { failure } from '../../../../support/process/failure.ts'

const evenly = (components: number, factor = 1) => Array(components).fill([factor, factor])

const PLAIN = {
  format: 'jpeg',
  width: 40,
  height: 30,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
  sampling: evenly(3),
}
const SOI = [0xff, 0xd8]
const PROFILE = { kind: 'icc', profile: join('a profile') }
const XMP = segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>')

test.each<[string, JpegShape, object]>([
  ['baseline', {}, {}],
  ['extended sequential', { sof: 0xc1 }, {}],
  ['progressive', { sof: 0xc2 }, { progressive: true }],
  ['progressive that begins with one component', { sof: 0xc2, scanned: 1 }, { progressive: true }],
  ['baseline of several scans', { scanned: 1 }, { progressive: true }],
  ['gray', { components: 1 }, { components: 1, sampling: evenly(1) }],
  ['four components', { components: 4 }, { components: 4, sampling: evenly(4) }],
  ['the largest size', { width: 65535, height: 65535 }, { width: 65535, height: 65535 }],
  ['sides of both bytes', { width: 0x0102, height: 0x0304 }, { width: 0x0102, height: 0x0304 }],
  ['ICC', { before: [iccSegment()] }, { icc: true, color: PROFILE }],
  ['ICC after the frame header', { after: [iccSegment()] }, { icc: true, color: PROFILE }],
  ['ICC without a profile', { before: [iccSegment('')] }, { icc: false }],
  ['another APP2 segment', { before: [segment(0xe2, join('FPXR\0', new Uint8Array(20)))] }, { icc: false }],
  ['other pictures', { before: [segment(0xe2, join('MPF\0', new Uint8Array(20)))] }, { gainMap: 'possible' }],
  [
    'a gain map of ISO 21496-1',
    { before: [segment(0xe2, join(ISO_GAIN_URN, 0, 0, 0, 0))] },
    { gainMap: 'declared' },
  ],
  ['a gain map in XMP', { before: [containerXmp(99)] }, { gainMap: 'declared' }],
  [
    'other pictures before a gain map',
    { before: [containerXmp(99), segment(0xe2, join('MPF\0', new Uint8Array(20)))] },
    { gainMap: 'declared' },
  ],
  ['EXIF after XMP', { before: [XMP, exifSegment(tiff(8))] }, { orientation: 8 }],
  ['EXIF after the frame header', { after: [exifSegment(tiff(5, 'II'))] }, { orientation: 5 }],
  ['two EXIFs: the first', { before: [exifSegment(tiff(3)), exifSegment(tiff(6))] }, { orientation: 3 }],
  [
    'two EXIFs, the first upright',
    { before: [exifSegment(tiff(1)), exifSegment(tiff(6))] },
    { orientation: 1 },
  ],
  ['damaged EXIF', { before: [exifSegment(join('MM'))] }, { orientation: 1 }],
  ['the largest sampling factors', { sampling: 0x44 }, { sampling: evenly(3, 4) }],
  ['fill bytes', { before: [[0xff, 0xff, 0xff], XMP, [0xff]] }, {}],
  ['markers without a segment', { before: [[0xff, 0x01, 0xff, 0xd0, 0xff, 0xd7]] }, {}],
  ['bytes between segments', { before: [[1, 2, 0xff, 0, 3]] }, {}],
  ['a frame header inside a comment', { before: [segment(0xfe, sof({ width: 1, height: 1 }))] }, {}],
])('reads the header: %s', (_, shape, expected) => {
  expect(probe(jpeg(shape), true)).toEqual({ ...PLAIN, ...expected })
})

const adobe = (transform: number) => segment(0xee, join('Adobe', 0, 100, 0, 0, 0, 0, transform))

function withComponentIds(ids: string, ...before: readonly Part[]): Uint8Array<ArrayBuffer> {
  const frame = sof({ components: ids.length })
  for (const [index, id] of [...ids].entries()) frame[10 + index * 3] = id.charCodeAt(0)
  return join(SOI, ...before, frame, sos(ids.length), 1, 2, 3, 0xff, 0xd9)
}

test.each<[string, Uint8Array, boolean]>([
  ['JFIF', jpeg(), false],
  ['JFIF and Adobe without a transform', jpeg({ before: [adobe(0)] }), false],
  ['Adobe without a transform', withComponentIds('\x01\x02\x03', adobe(0)), true],
  ['Adobe with a transform', withComponentIds('RGB', adobe(1)), false],
  ['component ids R, G and B', withComponentIds('RGB'), true],
  ['other component ids', withComponentIds('\x01\x02\x03'), false],
  ['a JFIF marker that is too short', withComponentIds('RGB', segment(0xe0, 'JFIF\0\x01\x02')), true],
  [
    'an Adobe marker that is too short',
    withComponentIds('\x01\x02\x03', segment(0xee, 'Adobe\0d\0\0\0\0')),
    false,
  ],
  ['four components', withComponentIds('RGBA', adobe(0)), false],
])('knows if components are RGB: %s', (_, file, rgb) => {
  expect(probe(file, true)?.rgb ?? false).toBe(rgb)
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('reads orientation %d and keeps the stored size', (orientation) => {
  for (const order of ['II', 'MM'] as const) {
    const file = jpeg({ before: [exifSegment(tiff(orientation, order))] })
    expect(probe(file, true)).toEqual({ ...PLAIN, orientation })
  }
})

test('needs no byte of the scan', () => {
  const file = jpeg({ before: [exifSegment(tiff(6)), iccSegment()] })
  expect(probe(file.slice(0, -5), false)).toMatchObject({ orientation: 6, icc: true })
  expect(probe(file.slice(0, -6), false)).toBeUndefined()
})

describe('an unsupported JPEG', () => {
  test.each([
    [0xc3, 'lossless'],
    [0xc5, 'hierarchical'],
    [0xc6, 'hierarchical'],
    [0xc7, 'hierarchical'],
    [0xc8, 'extended (JPG)'],
    [0xc9, 'arithmetic-coded'],
    [0xca, 'arithmetic-coded'],
    [0xcb, 'arithmetic-coded'],
    [0xcd, 'arithmetic-coded'],
    [0xce, 'arithmetic-coded'],
    [0xcf, 'arithmetic-coded'],
    [0xde, 'hierarchical'],
    [0xf7, 'JPEG-LS'],
  ])('is refused: frame marker %i, %s', (marker, process) => {
    expect(() => probe(jpeg({ sof: marker }), true)).toThrow(
      failure(
        'unsupported',
        `JPEG: ${process} images are not supported; save the image as a baseline or progressive JPEG of 8 bits`,
      ),
    )
  })

  test.each<[string, JpegShape, string]>([
    [
      '12 bits',
      { sof: 0xc1, precision: 12 },
      'JPEG: 12-bit images are not supported; save the image as a baseline or progressive JPEG of 8 bits',
    ],
    [
      'two components',
      { components: 2 },
      'JPEG: images of 2 components are not supported; save the image as a baseline or progressive JPEG of 8 bits',
    ],
    [
      'five components',
      { components: 5 },
      'JPEG: images of 5 components are not supported; save the image as a baseline or progressive JPEG of 8 bits',
    ],
  ])('is refused: %s', (_, shape, detail) => {
    expect(() => probe(jpeg(shape), true)).toThrow(failure('unsupported', detail))
  })
})

describe('a corrupt JPEG', () => {
  test.each<[string, JpegShape, string]>([
    ['a precision of 9', { precision: 9 }, 'JPEG: the sample precision is not valid'],
    ['no components', { components: 0 }, 'JPEG: the frame has no components'],
    ['a width of 0', { width: 0 }, 'JPEG: the width or height is 0'],
    ['a height to be defined by DNL', { height: 0 }, 'JPEG: the width or height is 0'],
    ['a sampling factor of 0', { sampling: 0x10 }, 'JPEG: a sampling factor is not valid'],
    ['a sampling factor of 5', { sampling: 0x51 }, 'JPEG: a sampling factor is not valid'],
    ['two frames', { after: [sof()] }, 'JPEG: there are two frame headers'],
    ['a scan of no components', { scanned: 0 }, 'JPEG: the scan header is not valid'],
    ['a scan of more components than the frame', { scanned: 4 }, 'JPEG: the scan header is not valid'],
    ['a second SOI', { before: [SOI] }, 'JPEG: another image begins before the first scan'],
  ])('is refused: %s', (_, shape, detail) => {
    expect(() => probe(jpeg(shape), true)).toThrow(failure('corrupt', detail))
  })

  test.each([0x02, 0xbf, 0xf0, 0xfd])('is refused: marker %i, which no standard defines', (marker) => {
    const detail = 'JPEG: there is an unknown marker before the first scan'
    expect(() => probe(jpeg({ before: [segment(marker, '')] }), true)).toThrow(failure('corrupt', detail))
  })

  test.each<[string, Part[], string]>([
    ['a scan before the frame', [sos(), sof()], 'JPEG: a scan precedes the frame header'],
    ['no frame', [[0xff, 0xd9]], 'JPEG: the image ends before its first scan'],
    ['no scan', [sof(), [0xff, 0xd9]], 'JPEG: the image ends before its first scan'],
    ['the end after the frame', [sof()], 'JPEG: the file ends before its first scan'],
    [
      'the end inside the frame',
      [sof().slice(0, 12)],
      'the header of the image is cut short; upload the file again',
    ],
    [
      'a frame header that is longer than its components',
      [segment(0xc0, join(sof().slice(4), 0))],
      'JPEG: the frame header has a wrong length',
    ],
    [
      'a frame header that is too short for a size',
      [segment(0xc0, [8, 0])],
      'the header of the image is cut short; upload the file again',
    ],
    ['a segment of length 0', [segment(0xfe, '', 0)], 'JPEG: a segment is shorter than its own length field'],
    ['a segment of length 1', [segment(0xfe, '', 1)], 'JPEG: a segment is shorter than its own length field'],
    [
      'a frame header of length 2',
      [segment(0xc0, '')],
      'the header of the image is cut short; upload the file again',
    ],
    [
      'a scan header of length 2',
      [sof(), segment(0xda, '')],
      'the header of the image is cut short; upload the file again',
    ],
    [
      'an APP1 that reaches beyond the end',
      [join(0xff, 0xe1, be16(0xffff), 'Exif\0\0')],
      'the header of the image is cut short; upload the file again',
    ],
  ])('is refused: %s', (_, parts, detail) => {
    expect(() => probe(join(SOI, ...parts), true)).toThrow(failure('corrupt', detail))
  })
})
