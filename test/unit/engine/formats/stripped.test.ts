import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { SourceFormat } from '../../../../src/engine/formats/header.ts'
import { isStripped } from '../../../../src/engine/formats/metadata.ts'
import {
  anmf,
  be16,
  be32,
  exifSegment,
  gif,
  iccSegment,
  join,
  jpeg,
  type Part,
  png,
  pngChunk,
  segment,
  sof,
  sos,
  tiff,
  vp8,
  vp8l,
  vp8x,
  WEBP,
  webp,
  webpChunk,
} from '../../../support/bytes/image-writers.ts'
import { mutations, truncations } from '../../../support/hostile/mutations.ts'
import { jpegFiles } from '../../../support/picture/files.ts'
import { movingSquare } from '../../../support/picture/moving.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { pngFile, pngPicture } from '../../../support/png/writer.ts'
import { expectLinear } from '../../../support/process/growth.ts'

/** Huffman table without codes. */
const huffman = segment(0xc4, new Uint8Array(17))

function picture(alpha = false): Sharp {
  const { width, height, data } = makePicture(45, 33, { alpha: alpha ? 'soft' : 'none', noise: 9 })
  const whole = sharp(data, { raw: { width, height, channels: 4 } })
  return alpha ? whole : whole.removeAlpha()
}

/** Pictures as encoders write them, except for PNG: those of sharp have a pHYs chunk. */
const ENCODED: readonly [name: string, format: 'jpeg' | 'png' | 'webp', make: () => Sharp | Uint8Array][] = [
  ['JPEG', 'jpeg', () => picture().jpeg()],
  ['JPEG of gray', 'jpeg', () => picture().toColourspace('b-w').jpeg()],
  ['progressive JPEG', 'jpeg', () => picture().jpeg({ progressive: true, mozjpeg: true })],
  [
    'JPEG without JFIF',
    'jpeg',
    () => join(0xff, 0xd8, huffman, sof(), sos(), 1, 2, 0xff, 0, 0xff, 0xd3, 3, 0xff, 0xd9),
  ],
  [
    'PNG of colors',
    'png',
    () => pngFile(pngPicture(2, 8, 9, 7, { transparent: [1, 2, 3] }), { idats: [5, 0, 9] }),
  ],
  ['PNG of gray', 'png', () => pngFile(pngPicture(0, 4, 9, 7, { transparent: [1], interlaced: true }))],
  ['PNG of a palette', 'png', () => pngFile(pngPicture(3, 2, 9, 7, { transparent: [0, 128] }))],
  ['PNG with alpha', 'png', () => pngFile(pngPicture(6, 8, 9, 7))],
  ['PNG of sRGB', 'png', () => png({ chunks: [pngChunk('sRGB', [0]), pngChunk('gAMA', be32(45455))] })],
  ['lossy WebP', 'webp', () => picture().webp()],
  ['lossy WebP with alpha', 'webp', () => picture(true).webp()],
  ['lossless WebP', 'webp', () => picture().webp({ lossless: true })],
  ['lossless WebP with alpha', 'webp', () => picture(true).webp({ lossless: true })],
  ['WebP of the extended format', 'webp', () => webp(vp8x(WEBP.alpha, 40, 30), vp8l(40, 30, true))],
]

type Bytes = Uint8Array<ArrayBuffer>

/** Returns the offsets between the parts of a file, found without the code under test. */
const BOUNDARIES = {
  jpeg(file: Bytes): number[] {
    const found: number[] = []
    for (let at = 2; at < file.length; ) {
      found.push(at)
      if (file[at + 1] === 0xd9) break
      const scan = file[at + 1] === 0xda
      at += 2 + ((file[at + 2] ?? 0) << 8) + (file[at + 3] ?? 0)
      while (
        scan &&
        !(file[at] === 0xff && (file[at + 1] ?? 0) !== 0 && ((file[at + 1] ?? 0) & 0xf8) !== 0xd0)
      )
        at++
    }
    return found
  },
  png(file: Bytes): number[] {
    const found: number[] = []
    for (let at = 8; at < file.length; at += 12 + new DataView(file.buffer).getUint32(at)) found.push(at)
    return found.slice(1)
  },
  webp(file: Bytes): number[] {
    const found: number[] = []
    for (let at = 12; at < file.length; ) {
      found.push(at)
      const size = new DataView(file.buffer).getUint32(at + 4, true)
      at += 8 + size + (size % 2)
    }
    return [...found, file.length]
  },
}

const METADATA_PARTS: Readonly<Record<'jpeg' | 'png' | 'webp', fc.Arbitrary<Part>>> = {
  jpeg: fc
    .tuple(
      fc.constantFrom(0xfe, ...Array.from({ length: 16 }, (_, i) => 0xe0 + i), 0xdc, 0xc9, 0xcc, 0xf0),
      fc.uint8Array({ maxLength: 20 }),
    )
    .map(([marker, body]) => segment(marker, body)),
  png: fc
    .tuple(
      fc.constantFrom(
        'eXIf',
        'iTXt',
        'tEXt',
        'zTXt',
        'iCCP',
        'acTL',
        'fdAT',
        'pHYs',
        'tIME',
        'cICP',
        'prIv',
        'PrIv',
      ),
      fc.uint8Array({ maxLength: 20 }),
    )
    .map(([type, data]) => pngChunk(type, data)),
  webp: fc
    .tuple(fc.constantFrom('EXIF', 'XMP ', 'ICCP', 'ANIM', 'ANMF', 'abcd'), fc.uint8Array({ maxLength: 20 }))
    .map(([type, data]) => webpChunk(type, data)),
}

function withRiffLength(format: SourceFormat, file: Bytes): Bytes {
  if (format === 'webp') new DataView(file.buffer).setUint32(4, file.length - 8, true)
  return file
}

const insert = (file: Bytes, at: number, part: Part) => join(file.subarray(0, at), part, file.subarray(at))

describe.each(ENCODED)('a stripped file: %s', (_, format, make) => {
  let file: Bytes
  beforeAll(async () => {
    const made = make()
    file = join(made instanceof Uint8Array ? made : await made.toBuffer())
  })

  it('is recognized', () => {
    expect(isStripped(format, file)).toBe(true)
  })

  it('is not recognized with metadata between its parts', () => {
    const places = BOUNDARIES[format](file)
    fc.assert(
      fc.property(fc.nat(places.length - 1), METADATA_PARTS[format], (index, part) => {
        const carrying = withRiffLength(format, insert(file, places[index] ?? 0, part))
        expect(isStripped(format, carrying)).toBe(false)
      }),
    )
  })

  it('is not recognized with bytes after its end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.boolean(), (rest, told) => {
        const longer = join(file, rest)
        expect(isStripped(format, told ? withRiffLength(format, longer) : longer)).toBe(false)
      }),
    )
    expect(isStripped(format, join(file, file))).toBe(false)
  })

  it('is not recognized with one more byte between or inside its headers', () => {
    const end = format === 'jpeg' ? file.indexOf(0xda) : 12
    for (let at = 0; at < end; at++) {
      for (const byte of [0, 1, 0x41, 0xff]) {
        expect(isStripped(format, withRiffLength(format, insert(file, at, byte))), `${byte} at ${at}`).toBe(
          false,
        )
      }
    }
  })

  it('is not recognized when truncated', () => {
    for (const beginning of truncations(file, 50)) expect(isStripped(format, beginning)).toBe(false)
  })

  it('never throws when damaged', () => {
    for (const damaged of mutations(file, 100)) expect(isStripped(format, damaged)).toBeTypeOf('boolean')
  })
})

const jfif = (...rest: readonly Part[]) => segment(0xe0, join('JFIF\0', 1, 2, 0, be16(1), be16(1), ...rest))
const scan = join(huffman, sos(), 1, 2, 3)
const jpegOf = (...parts: readonly Part[]) => join(0xff, 0xd8, ...parts, 0xff, 0xd9)

test.each<[string, SourceFormat, Uint8Array]>([
  ['a thumbnail in JFIF', 'jpeg', jpegOf(jfif(1, 1, 9, 9, 9), sof(), scan)],
  ['an announced thumbnail', 'jpeg', jpegOf(jfif(1, 1), sof(), scan)],
  ['JFIF twice', 'jpeg', jpegOf(jfif(0, 0), jfif(0, 0), sof(), scan)],
  ['EXIF', 'jpeg', jpeg({ before: [exifSegment(tiff(1))] })],
  ['ICC', 'jpeg', jpeg({ after: [iccSegment()] })],
  ['four components', 'jpeg', jpegOf(sof({ components: 4 }), sos(4), 1)],
  ['two components', 'jpeg', jpegOf(sof({ components: 2 }), sos(2), 1)],
  ['12 bits', 'jpeg', jpegOf(sof({ precision: 12 }), scan)],
  ['factors of 3', 'jpeg', jpegFiles(20, 20).get('JPEG: factors of 3') ?? join()],
  ['larger chroma', 'jpeg', jpegFiles(20, 20).get('JPEG: larger chroma') ?? join()],
  ['two frames', 'jpeg', jpegOf(sof(), sof(), scan)],
  ['no frame', 'jpeg', jpegOf(scan)],
  ['no scan', 'jpeg', jpegOf(sof())],
  ['no Huffman table', 'jpeg', jpegOf(sof(), sos(), 1, 2, 3)],
  ['arithmetic coding', 'jpeg', jpegOf(sof({ sof: 0xc9 }), scan)],
  ['the height after the scan', 'jpeg', jpegOf(sof(), scan, segment(0xdc, be16(30)))],
  ['fill bytes', 'jpeg', jpegOf(0xff, sof(), scan)],
  ['bytes after a table', 'jpeg', jpegOf(segment(0xdb, new Uint8Array(66)), sof(), scan)],
  ['a table twice', 'jpeg', jpegOf(segment(0xdb, new Uint8Array(130)), sof(), scan)],
  ['an empty table segment', 'jpeg', jpegOf(segment(0xc4, []), sof(), scan)],
  ['a Huffman table twice', 'jpeg', jpegOf(segment(0xc4, new Uint8Array(34)), sof(), scan)],
  ['a longer Adobe segment', 'jpeg', jpegOf(segment(0xee, join('Adobe', new Uint8Array(8))), sof(), scan)],
  ['16 bits', 'png', pngFile(pngPicture(2, 16, 3, 3))],
  ['gamma of another screen', 'png', png({ chunks: [pngChunk('gAMA', be32(100_000))] })],
  ['sRGB twice', 'png', png({ chunks: [pngChunk('sRGB', [0]), pngChunk('sRGB', [0])] })],
  ['an sRGB that is longer', 'png', png({ chunks: [pngChunk('sRGB', [0, 1])] })],
  ['a palette beside colors', 'png', png({ chunks: [pngChunk('PLTE', [1, 2, 3])] })],
  ['transparency beside alpha', 'png', png({ colorType: 6, chunks: [pngChunk('tRNS', [0, 0])] })],
  [
    'chunks between the pixels',
    'png',
    pngFile(pngPicture(2, 8, 3, 3), { end: [pngChunk('sRGB', [0]), pngChunk('IDAT'), pngChunk('IEND')] }),
  ],
  ['an end that carries data', 'png', pngFile(pngPicture(2, 8, 3, 3), { end: [pngChunk('IEND', 'x')] })],
  ['a wrong checksum', 'png', png({ chunks: [join(be32(1), 'sRGB', 0, be32(0))] })],
  ['no pixels', 'png', join(png().subarray(0, 33), pngChunk('IEND'))],
  ['flags of missing chunks', 'webp', webp(vp8x(WEBP.exif, 40, 30), vp8(40, 30))],
  [
    'a value in reserved bytes',
    'webp',
    webp(webpChunk('VP8X', [0, 9, 0, 0, 39, 0, 0, 29, 0, 0]), vp8(40, 30)),
  ],
  ['a longer header', 'webp', webp(webpChunk('VP8X', [0, 0, 0, 0, 39, 0, 0, 29, 0, 0, 9, 9]), vp8(40, 30))],
  [
    'animation',
    'webp',
    webp(vp8x(WEBP.animation, 40, 30), webpChunk('ANIM', new Uint8Array(6)), anmf(40, 30)),
  ],
  ['two pictures', 'webp', webp(vp8(40, 30), vp8(40, 30))],
  ['a value in the padding', 'webp', join(webp(webpChunk('VP8 ', [1, 2, 3])).subarray(0, -1), 9)],
  ['a length that is wrong', 'webp', join('RIFF', be32(0), webp(vp8(40, 30)).subarray(8))],
  ['GIF', 'gif', gif()],
  ['AVIF', 'avif', join('anything')],
  ['another format', 'png', jpeg()],
  ['nothing', 'jpeg', join()],
])('does not count as stripped: %s', (_, format, file) => {
  expect(isStripped(format, file)).toBe(false)
})

test.each(['4:4:4', '4:2:0', '4:4:0', 'gray'])('counts as stripped: JPEG %s', (kind) => {
  expect(isStripped('jpeg', jpegFiles(20, 20).get(`JPEG: ${kind}`) ?? join())).toBe(true)
})

describe('the time to check a file', () => {
  test('is linear in the number of chunks', () => {
    const chunk = pngChunk('IDAT')
    const [head, end] = [png().subarray(0, 33), pngChunk('IEND')]
    function prepare(count: number): () => void {
      const many = new Uint8Array(chunk.length * count)
      for (let at = 0; at < many.length; at += chunk.length) many.set(chunk, at)
      const file = join(head, many, end)
      return () => expect(isStripped('png', file)).toBe(true)
    }
    expectLinear(prepare, 200_000)
  })

  test('is linear in the number of fill bytes', () => {
    function prepare(length: number): () => void {
      const file = join(0xff, 0xd8, sof(), sos(), new Uint8Array(length).fill(0xff))
      return () => expect(isStripped('jpeg', file)).toBe(false)
    }
    expectLinear(prepare, 1 << 22)
  })
})

describe('a stripped animated WebP', () => {
  let file: Bytes
  beforeAll(async () => {
    file = join(await movingSquare({ width: 9, height: 7 }, 3).webp({ effort: 0 }).toBuffer())
  })

  it('is recognized as an animation, not as a still', () => {
    expect(isStripped('webp', file, true)).toBe(true)
    expect(isStripped('webp', file)).toBe(false)
  })

  it('differs from a still, which is not recognized as an animation', async () => {
    expect(isStripped('webp', await picture().webp().toBuffer(), true)).toBe(false)
  })

  it('is not recognized with metadata between its parts or inside a frame', () => {
    const places = BOUNDARIES.webp(file)
    const part = fc
      .tuple(fc.constantFrom('EXIF', 'XMP ', 'ICCP', 'ANIM', 'abcd'), fc.uint8Array({ maxLength: 20 }))
      .map(([type, data]) => webpChunk(type, data))
    fc.assert(
      fc.property(fc.nat(places.length - 1), part, (index, more) => {
        const at = places[index] ?? 0
        const carrying = withRiffLength('webp', insert(file, at, more))
        expect(isStripped('webp', carrying, true)).toBe(false)
        const frame = file.subarray(at, places[index + 1])
        if (String.fromCharCode(...frame.subarray(0, 4)) !== 'ANMF') return
        const longer = webpChunk('ANMF', join(frame.subarray(8), more))
        const within = join(file.subarray(0, at), longer, file.subarray(at + frame.length))
        expect(isStripped('webp', withRiffLength('webp', within), true)).toBe(false)
      }),
    )
  })

  it('is not recognized with reserved bits, other flags, or bytes after its end', () => {
    const changed = (at: number, bits: number) => {
      const copy = file.slice()
      copy[at] = (copy[at] ?? 0) | bits
      return copy
    }
    const [, , frame = 0] = BOUNDARIES.webp(file)
    for (const [at, bits] of [
      [20, 0x20],
      [20, 0x01],
      [22, 1],
      [frame + 23, 0x80],
    ] as const)
      expect(isStripped('webp', changed(at, bits), true), `${at}`).toBe(false)
    expect(isStripped('webp', join(file, 0), true)).toBe(false)
  })

  it('never throws when damaged, and is not recognized when truncated', () => {
    for (const damaged of mutations(file, 100))
      expect(isStripped('webp', damaged, true)).toBeTypeOf('boolean')
    for (const beginning of truncations(file, 50)) expect(isStripped('webp', beginning, true)).toBe(false)
  })
})
