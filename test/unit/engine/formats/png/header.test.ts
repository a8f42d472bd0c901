import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import {
  be32,
  ihdr,
  join,
  PNG_SIGNATURE,
  type PngShape,
  png,
  pngChunk,
  tiff,
} from '../../../../support/bytes/image-writers.ts'
import { failure } from '../../../../support/process/failure.ts'

const PLAIN = {
  format: 'png',
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
const PALETTE = pngChunk('PLTE', [0, 0, 0, 255, 255, 255])
const animation = (frames: number) => pngChunk('acTL', join(be32(frames), be32(0)))

/** All pairs that PNG allows (11.2.1): color type, depths, components, alpha. */
const COLORS: [number, number[], number, boolean][] = [
  [0, [1, 2, 4, 8, 16], 1, false],
  [2, [8, 16], 3, false],
  [3, [1, 2, 4, 8], 3, false],
  [4, [8, 16], 1, true],
  [6, [8, 16], 3, true],
]

describe.each(COLORS)('the color type %d', (colorType, depths, components, alpha) => {
  test.each(depths)('allows the depth %d', (depth) => {
    const file = png({ colorType, depth, chunks: [PALETTE] })
    expect(probe(file, true)).toEqual({ ...PLAIN, depth, components, alpha })
  })

  test.each([0, 1, 2, 3, 4, 5, 8, 12, 16, 32].filter((depth) => !depths.includes(depth)))(
    'does not allow the depth %d',
    (depth) => {
      const file = png({ colorType, depth, chunks: [PALETTE] })
      expect(() => probe(file, true)).toThrow(failure('corrupt', 'PNG: the color type or depth is not valid'))
    },
  )
})

test.each<[string, PngShape, object]>([
  ['Adam7', { interlace: 1 }, { progressive: true }],
  [
    'sides of all four bytes',
    { width: 0x01020304, height: 0x7fffffff },
    { width: 0x01020304, height: 0x7fffffff },
  ],
  ['transparent color', { chunks: [pngChunk('tRNS', [0, 1, 0, 2, 0, 3])] }, { alpha: true }],
  ['transparent palette', { colorType: 3, chunks: [PALETTE, pngChunk('tRNS', [0])] }, { alpha: true }],
  ['a tRNS without data', { colorType: 3, chunks: [PALETTE, pngChunk('tRNS')] }, { alpha: false }],
  ['ICC', { chunks: [pngChunk('iCCP', 'sRGB\0\0zip')] }, { icc: true }],
  ['eXIf', { chunks: [pngChunk('eXIf', tiff(6, 'II'))] }, { orientation: 6 }],
  [
    'eXIf with the prefix of JPEG',
    { chunks: [pngChunk('eXIf', join('Exif\0\0', tiff(7)))] },
    { orientation: 7 },
  ],
  ['damaged eXIf', { chunks: [pngChunk('eXIf', 'MM')] }, { orientation: 1 }],
  ['animation', { chunks: [animation(12)] }, { frames: 12 }],
  ['animation of the maximum length', { chunks: [animation(0x7fffffff)] }, { frames: 0x7fffffff }],
  ['animation of no frames', { chunks: [animation(0)] }, { frames: 1 }],
  ['animation of too many frames', { chunks: [animation(0x80000000)] }, { frames: 1 }],
  ['an animation chunk of wrong length', { chunks: [pngChunk('acTL', be32(3))] }, { frames: 1 }],
  ['a chunk whose name resembles a header', { chunks: [pngChunk('tEXt', ihdr({ width: 1 }))] }, {}],
])('reads the header: %s', (_, shape, expected) => {
  expect(probe(png(shape), true)).toEqual({ ...PLAIN, ...expected })
})

test('needs no bytes after the name of the first IDAT', () => {
  const file = png({ chunks: [pngChunk('eXIf', tiff(3))] })
  const end = file.length - pngChunk('IEND').length - pngChunk('IDAT', [1, 2, 3, 4]).length + 8
  expect(probe(file.slice(0, end), false)).toMatchObject({ orientation: 3 })
  expect(probe(file.slice(0, end - 1), false)).toBeUndefined()
})

describe('a corrupt PNG', () => {
  test.each<[string, PngShape, string]>([
    ['a width of 0', { width: 0 }, 'PNG: the width or height is 0'],
    ['a height of 0', { height: 0 }, 'PNG: the width or height is 0'],
    ['a width of 32 bits', { width: 0x80000000 }, 'PNG: the width or height is not valid'],
    ['a height of 32 bits', { height: 0xffffffff }, 'PNG: the width or height is not valid'],
    ['color type 1', { colorType: 1 }, 'PNG: the color type or depth is not valid'],
    ['color type 255', { colorType: 255 }, 'PNG: the color type or depth is not valid'],
    ['compression 1', { compression: 1 }, 'PNG: the compression, filter or interlace method is not valid'],
    ['filter 1', { filter: 1 }, 'PNG: the compression, filter or interlace method is not valid'],
    ['interlace 2', { interlace: 2 }, 'PNG: the compression, filter or interlace method is not valid'],
    ['two IHDR', { chunks: [ihdr()] }, 'PNG: there are two IHDR chunks'],
    ['IEND before IDAT', { chunks: [pngChunk('IEND')] }, 'PNG: there is no image data'],
    ['a palette image without a palette', { colorType: 3 }, 'PNG: the palette is missing'],
    ['an empty palette', { colorType: 3, chunks: [pngChunk('PLTE')] }, 'PNG: the palette is missing'],
    [
      'a palette of 257 colors',
      { colorType: 3, chunks: [pngChunk('PLTE', new Uint8Array(771))] },
      'PNG: the palette is missing',
    ],
    [
      'a palette of 4 bytes',
      { colorType: 3, chunks: [pngChunk('PLTE', [1, 2, 3, 4])] },
      'PNG: the palette is missing',
    ],
    [
      'a chunk whose name is not letters',
      { chunks: [pngChunk('a\0b1')] },
      'PNG: the type of a chunk is not valid',
    ],
  ])('is refused: %s', (_, shape, detail) => {
    expect(() => probe(png(shape), true)).toThrow(failure('corrupt', detail))
  })

  const notFirst = failure('corrupt', 'PNG: the first chunk is not IHDR')
  const cut = failure('corrupt', 'the header of the image is cut short; upload the file again')

  test('is refused if another chunk comes first', () => {
    expect(() => probe(join(PNG_SIGNATURE, pngChunk('CgBI', be32(0)), ihdr()), true)).toThrow(notFirst)
    expect(() => probe(join(PNG_SIGNATURE, pngChunk('IHDR', new Uint8Array(12))), true)).toThrow(notFirst)
  })

  test('is refused if a single bit of IHDR is changed', () => {
    const wrong = failure('corrupt', 'PNG: the checksum of IHDR is wrong')
    for (let at = 16; at < 33; at++) {
      const file = png()
      file[at] = (file[at] ?? 0) ^ (1 << (at % 8))
      expect(() => probe(file, true)).toThrow(wrong)
    }
  })

  test('is refused if truncated before IDAT', () => {
    expect(() => probe(join(PNG_SIGNATURE, ihdr()), true)).toThrow(
      failure('corrupt', 'PNG: the file ends before the image data'),
    )
    expect(() => probe(join(PNG_SIGNATURE), true)).toThrow(cut)
  })

  test('is refused for a chunk of length 0xFFFFFFFF', () => {
    const file = join(PNG_SIGNATURE, ihdr(), be32(0xffffffff), 'tEXt')
    expect(() => probe(file, false)).toThrow(failure('corrupt', 'PNG: the length of a chunk is not valid'))
  })

  test('needs more bytes for a chunk beyond the end, and is then refused', () => {
    const file = join(PNG_SIGNATURE, ihdr(), be32(0x7fffffff), 'eXIf', tiff(6))
    expect(probe(file, false)).toBeUndefined()
    expect(() => probe(file, true)).toThrow(cut)
  })

  test('is refused for ten thousand chunks', () => {
    const chunks = join(...Array<Uint8Array>(10_000).fill(pngChunk('tEXt')))
    const file = join(PNG_SIGNATURE, ihdr(), chunks, pngChunk('IDAT'))
    const detail = 'PNG: there are too many chunks'
    expect(() => probe(file, true)).toThrow(failure('corrupt', detail))
  })
})
