import { describe, expect, test } from 'vitest'
import type { Header } from '../../../../../src/engine/formats/header.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import {
  anmf,
  join,
  le32,
  tiff,
  vp8,
  vp8l,
  vp8x,
  WEBP,
  webp,
  webpChunk,
} from '../../../../support/bytes/image-writers.ts'
import { failure } from '../../../../support/process/failure.ts'

const PLAIN = {
  format: 'webp',
  width: 40,
  height: 30,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
}

/** Returns the header without the fields that describe where and how the image is stored. */
function shown(bytes: Uint8Array, complete: boolean): Omit<Header, 'webp' | 'sampling'> | undefined {
  const header = probe(bytes, complete)
  if (!header) return undefined
  const { webp: _webp, sampling: _sampling, ...rest } = header
  return rest
}

const exif = (orientation: number) => webpChunk('EXIF', tiff(orientation))
const anim = webpChunk('ANIM', new Uint8Array(6))
const alph = webpChunk('ALPH', 'odd')

test.each<[string, Uint8Array[], object]>([
  ['lossy', [vp8(40, 30)], {}],
  ['lossy of the largest size', [vp8(16383, 16383)], { width: 16383, height: 16383 }],
  ['lossless', [vp8l(40, 30, false)], {}],
  ['lossless with alpha', [vp8l(40, 30, true)], { alpha: true }],
  ['lossless of the largest size', [vp8l(16384, 16384, false)], { width: 16384, height: 16384 }],
  ['lossless of one pixel', [vp8l(1, 1, true)], { width: 1, height: 1, alpha: true }],
  ['lossy, with only its header', [webpChunk('VP8 ', vp8(40, 30).slice(8, 18))], {}],
  ['lossless, with only its header', [webpChunk('VP8L', vp8l(40, 30, false).slice(8, 13))], {}],
  ['extended', [vp8x(0, 40, 30), vp8(40, 30)], {}],
  ['extended, alpha flag without alpha', [vp8x(WEBP.alpha, 40, 30), vp8(40, 30)], {}],
  ['extended, alpha flag and lossless without it', [vp8x(WEBP.alpha, 40, 30), vp8l(40, 30, false)], {}],
  [
    'extended, alpha chunk after the image',
    [vp8x(WEBP.exif, 40, 30), vp8(40, 30), alph, exif(6)],
    { orientation: 6 },
  ],
  ['extended, alpha chunk and lossless', [vp8x(WEBP.alpha, 40, 30), alph, vp8l(40, 30, false)], {}],
  [
    'extended, two images, of which the first counts',
    [vp8x(WEBP.exif, 40, 30), vp8(40, 30), vp8l(40, 30, true), exif(3)],
    { orientation: 3 },
  ],
  ['extended, alpha chunk without the flag', [vp8x(0, 40, 30), alph, vp8(40, 30)], { alpha: true }],
  ['extended, lossless with alpha without the flag', [vp8x(0, 40, 30), vp8l(40, 30, true)], { alpha: true }],
  [
    'ICC',
    [vp8x(WEBP.icc, 40, 30), webpChunk('ICCP', 'odd'), vp8(40, 30)],
    { icc: true, color: { kind: 'icc', profile: join('odd') } },
  ],
  ['ICC flag without ICC', [vp8x(WEBP.icc, 40, 30), vp8(40, 30)], { icc: true }],
  ['ICC without its flag', [vp8x(0, 40, 30), webpChunk('ICCP', 'x'), vp8(40, 30)], {}],
  ['XMP flag', [vp8x(WEBP.xmp, 40, 30), vp8(40, 30), webpChunk('XMP ', '<x/>')], {}],
  ['EXIF', [vp8x(WEBP.exif, 40, 30), vp8(40, 30), exif(6)], { orientation: 6 }],
  [
    'EXIF after an odd chunk and XMP',
    [vp8x(WEBP.exif, 40, 30), vp8(40, 30), webpChunk('XMP ', 'odd'), exif(8)],
    { orientation: 8 },
  ],
  ['EXIF before the image', [vp8x(WEBP.exif, 40, 30), exif(5), vp8(40, 30)], { orientation: 5 }],
  [
    'EXIF twice before the image: the first',
    [vp8x(WEBP.exif, 40, 30), exif(3), exif(6), vp8(40, 30)],
    { orientation: 3 },
  ],
  ['EXIF twice: the first', [vp8x(WEBP.exif, 40, 30), vp8(40, 30), exif(3), exif(6)], { orientation: 3 }],
  [
    'EXIF with the prefix of JPEG',
    [vp8x(WEBP.exif, 40, 30), vp8(40, 30), webpChunk('EXIF', join('Exif\0\0', tiff(6, 'II')))],
    { orientation: 6 },
  ],
  ['EXIF flag without EXIF', [vp8x(WEBP.exif, 40, 30), vp8(40, 30)], {}],
  ['EXIF without its flag', [vp8x(0, 40, 30), exif(6), vp8(40, 30)], {}],
  ['truncated EXIF', [vp8x(WEBP.exif, 40, 30), vp8(40, 30), webpChunk('EXIF', tiff(6), 1000)], {}],
  ['unknown chunks', [vp8x(0, 40, 30), webpChunk('what', '?'), vp8(40, 30)], {}],
  ['animation', [vp8x(WEBP.animation, 40, 30), anim, anmf(40, 30), anmf(20, 10), anmf(1, 1)], { frames: 3 }],
  [
    'animation with EXIF',
    [vp8x(WEBP.animation | WEBP.exif, 40, 30), anim, anmf(40, 30), exif(6), anmf(1, 1)],
    { frames: 2, orientation: 6 },
  ],
  [
    'animation larger than an image can be',
    [vp8x(WEBP.animation, 16777216, 200), anmf(1, 1)],
    { width: 16777216, height: 200, alpha: true },
  ],
  [
    'animation with an alpha flag',
    [vp8x(WEBP.animation | WEBP.alpha, 40, 30), anmf(40, 30)],
    { alpha: true },
  ],
  [
    'animation whose first frame is less high than its canvas',
    [vp8x(WEBP.animation, 40, 31), anmf(40, 30)],
    { height: 31, alpha: true },
  ],
  [
    'animation whose first frame is less wide than its canvas',
    [vp8x(WEBP.animation, 41, 30), anmf(40, 30)],
    { width: 41, alpha: true },
  ],
  [
    'animation whose first frame has alpha without the flag',
    [vp8x(WEBP.animation, 40, 30), anmf(40, 30, join(alph, vp8(40, 30)))],
    { alpha: true },
  ],
  [
    'animation whose first frame is lossless with alpha',
    [vp8x(WEBP.animation, 40, 30), anmf(40, 30, vp8l(40, 30, true))],
    { alpha: true },
  ],
  [
    'animation whose second frame has alpha',
    [vp8x(WEBP.animation, 40, 30), anmf(40, 30), anmf(40, 30, vp8l(40, 30, true))],
    { frames: 2 },
  ],
])('reads the header: %s', (_, chunks, expected) => {
  expect(shown(webp(...chunks), true)).toEqual({ ...PLAIN, ...expected })
})

const SUBSAMPLED = [
  [2, 2],
  [1, 1],
  [1, 1],
]

describe('the place and coding of the image', () => {
  const at = (...before: readonly Uint8Array[]) =>
    12 + before.reduce((sum, { length }) => sum + length, 0) + 8
  const x = vp8x(0, 40, 30)
  const animated = [vp8x(WEBP.animation, 40, 30), anim]

  test.each<[string, Uint8Array[], object]>([
    ['lossy', [vp8(40, 30)], { pixels: { at: 20, length: 13 }, lossless: false, extended: false }],
    ['lossless', [vp8l(40, 30, true)], { pixels: { at: 20, length: 8 }, lossless: true, extended: false }],
    ['extended', [x, vp8(40, 30)], { pixels: { at: at(x), length: 13 }, extended: true }],
    [
      'lossy with alpha',
      [x, alph, vp8(40, 30)],
      { alpha: { at: at(x), length: 3, compressed: true }, pixels: { at: at(x, alph), length: 13 } },
    ],
    [
      'lossy with uncompressed alpha',
      [x, webpChunk('ALPH', [4, 9]), vp8(40, 30)],
      { alpha: { length: 2, compressed: false } },
    ],
    [
      'lossy with empty alpha',
      [x, webpChunk('ALPH', ''), vp8(40, 30)],
      { alpha: { length: 0, compressed: false } },
    ],
    [
      'two alpha chunks, of which the first counts',
      [x, alph, webpChunk('ALPH', 'other'), vp8(40, 30)],
      { alpha: { at: at(x), length: 3 } },
    ],
    [
      'lossless beside alpha',
      [x, alph, vp8l(40, 30, false)],
      { lossless: true, pixels: { at: at(x, alph), length: 8 } },
    ],
    [
      'a frame that covers its canvas',
      [...animated, anmf(40, 30)],
      { frame: undefined, pixels: { at: at(...animated) + 16 + 8, length: 13 } },
    ],
    [
      'a frame that does not cover its canvas',
      [vp8x(WEBP.animation, 41, 30), anim, anmf(40, 30)],
      { frame: { x: 0, y: 0, width: 40, height: 30 } },
    ],
    [
      'a frame with alpha',
      [...animated, anmf(40, 30, join(alph, vp8(40, 30)))],
      { alpha: { at: at(...animated) + 16 + 8, length: 3 } },
    ],
  ])('are read: %s', (_, chunks, expected) => {
    const { webp: stored, sampling } = probe(webp(...chunks), true) ?? {}
    expect(stored).toMatchObject(expected)
    const planar = stored && !stored.lossless && !stored.alpha && !stored.frame
    expect(sampling).toEqual(planar ? SUBSAMPLED : undefined)
  })
})

describe('reading a WebP while it arrives', () => {
  const longVp8 = webpChunk('VP8 ', join(vp8(40, 30).slice(8, 21), new Uint8Array(500)))
  const known = (bytes: Uint8Array) => {
    for (let end = 0; end <= bytes.length; end++) if (probe(bytes.slice(0, end), false)) return end
    return undefined
  }

  test('needs the frame header and, if lossy, the data that follows it', () => {
    expect(known(webp(vp8(40, 30)))).toBe(12 + 8 + 13)
    expect(known(webp(longVp8))).toBe(12 + 8 + 42)
    expect(known(webp(vp8l(40, 30, true)))).toBe(12 + 8 + 5)
  })

  test('needs the frame header of an extended file, too, to check its size', () => {
    expect(known(webp(vp8x(0, 40, 30), vp8(40, 30)))).toBe(12 + 18 + 8 + 13)
  })

  test('needs more bytes if EXIF is announced', () => {
    const file = webp(vp8x(WEBP.exif, 40, 30), vp8(40, 30), exif(6))
    expect(known(file)).toBe(file.length)
    expect(shown(file.slice(0, -1), true)).toEqual(PLAIN)
  })

  test('needs bytes up to the end of RIFF if EXIF is announced and missing', () => {
    const file = webp(vp8x(WEBP.exif, 40, 30), vp8(40, 30), webpChunk('what', 'else'))
    expect(known(file)).toBe(file.length - 'else'.length)
  })

  test("needs the header of an animation's first frame, and leaves the number of frames unknown", () => {
    const file = webp(vp8x(WEBP.animation | WEBP.alpha, 40, 30), anim, anmf(40, 30))
    expect(known(file)).toBe(file.length - 1)
    expect(shown(file, false)).toEqual({ ...PLAIN, alpha: true, frames: undefined })
  })

  test('needs more bytes for the profile of an animation', () => {
    const head = [vp8x(WEBP.animation | WEBP.icc, 40, 30), webpChunk('ICCP', 'a profile')] as const
    const file = webp(...head, anim, anmf(40, 30))
    expect(probe(join(webp(...head)).slice(0, -2), false)).toBeUndefined()
    expect(probe(file, false)).toMatchObject({ color: { kind: 'icc', profile: join('a profile') } })
  })

  test('reads an animation up to its EXIF', () => {
    const file = webp(vp8x(WEBP.animation | WEBP.exif, 40, 30), anmf(40, 30), exif(3), anmf(40, 30))
    expect(known(file)).toBe(file.length - anmf(40, 30).length)
    expect(shown(file, false)).toEqual({ ...PLAIN, orientation: 3, frames: undefined })
  })
})

describe('a corrupt WebP', () => {
  const size = 'WebP: the image and its canvas differ in size'
  test.each<[string, Uint8Array[], string]>([
    ['another first chunk', [webpChunk('ICCP', 'x')], 'WebP: the first chunk is not an image'],
    ['a width of 0', [vp8(0, 30)], 'WebP: the width or height is 0'],
    ['a height of 0', [vp8(40, 0)], 'WebP: the width or height is 0'],
    ['a frame that is not a key frame', [vp8(40, 30, 0x11)], 'WebP: the image is not a key frame'],
    ['a frame that is not shown', [vp8(40, 30, 0)], 'WebP: the image is not a key frame'],
    [
      'no start code',
      [webpChunk('VP8 ', join(0x10, new Uint8Array(12)))],
      'WebP: the VP8 start code is missing',
    ],
    ['a VP8 chunk of 9 bytes', [webpChunk('VP8 ', new Uint8Array(9))], 'WebP: the VP8 chunk is too short'],
    ['a VP8L chunk of 4 bytes', [webpChunk('VP8L', [0x2f, 0, 0, 0])], 'WebP: the VP8L chunk is too short'],
    ['no VP8L signature', [webpChunk('VP8L', [0x2e, 0, 0, 0, 0])], 'WebP: the VP8L header is not valid'],
    ['a VP8L version of 1', [vp8l(40, 30, false, 1)], 'WebP: the VP8L header is not valid'],
    ['a VP8X chunk of 9 bytes', [webpChunk('VP8X', new Uint8Array(9))], 'WebP: the VP8X chunk is too short'],
    ['a canvas of 2^48', [vp8x(0, 16777216, 16777216)], 'WebP: the canvas is larger than the format allows'],
    ['an image wider than its canvas', [vp8x(0, 39, 30), vp8(40, 30)], size],
    ['an image less high than its canvas', [vp8x(0, 40, 31), vp8l(40, 30, false)], size],
    ['no image', [vp8x(WEBP.exif, 40, 30), exif(6)], 'WebP: there is no image'],
    ['an animation without frames', [vp8x(WEBP.animation, 40, 30), anim], 'WebP: there is no image'],
    [
      'an animation whose image is a still',
      [vp8x(WEBP.animation, 40, 30), vp8(40, 30)],
      'WebP: there is no image',
    ],
    [
      'ten thousand chunks',
      [vp8x(0, 40, 30), join(...Array<Uint8Array>(10_001).fill(webpChunk('what', '')))],
      'WebP: there are too many chunks',
    ],
  ])('is refused: %s', (_, chunks, detail) => {
    expect(() => probe(webp(...chunks), true)).toThrow(failure('corrupt', detail))
  })

  test('is refused if the image lies after the end of RIFF', () => {
    const file = webp(vp8x(0, 40, 30), vp8(40, 30))
    file.set([22, 0, 0, 0], 4)
    expect(() => probe(file, true)).toThrow(failure('corrupt', 'WebP: there is no image'))
  })

  test.each<[string, Uint8Array[]]>([
    ['lossy', [webpChunk('VP8 ', vp8(40, 30).slice(8, 21), 15)]],
    ['lossless', [webpChunk('VP8L', vp8l(40, 30, false).slice(8, 16), 9)]],
    ['extended', [vp8x(0, 40, 30), webpChunk('VP8L', vp8l(40, 30, false).slice(8, 16), 900)]],
  ])('is refused if the image ends after the end of RIFF: %s', (_, chunks) => {
    expect(() => probe(webp(...chunks), true)).toThrow(
      failure('corrupt', 'WebP: the image is longer than its file; upload the file again'),
    )
  })

  test('is refused if truncated inside the header', () => {
    const cut = failure('corrupt', 'the header of the image is cut short; upload the file again')
    expect(() => probe(webp(), true)).toThrow(cut)
    expect(() => probe(webp(vp8(40, 30)).slice(0, 29), true)).toThrow(cut)
  })

  test('is refused at once for a chunk that exceeds the end of RIFF', () => {
    const file = webp(vp8x(0, 40, 30), join('what', le32(0xffffffff)), vp8(40, 30))
    expect(() => probe(file, false)).toThrow(failure('corrupt', 'WebP: there is no image'))
  })

  test('needs more bytes for a chunk of a gigabyte, and is then refused', () => {
    const file = webp(vp8x(0, 40, 30), join('what', le32(1 << 30)), vp8(40, 30))
    file.set(le32(0xfffffffe), 4)
    expect(probe(file, false)).toBeUndefined()
    expect(() => probe(file, true)).toThrow(failure('corrupt', 'WebP: there is no image'))
  })
})
