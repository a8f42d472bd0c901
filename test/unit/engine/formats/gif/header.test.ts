import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import {
  type GifShape,
  gif,
  gifComment,
  gifControl,
  gifImage,
  join,
} from '../../../../support/bytes/image-writers.ts'
import { failure } from '../../../../support/process/failure.ts'

const PLAIN = {
  format: 'gif',
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
const LOOP = join(0x21, 0xff, 11, 'NETSCAPE2.0', 3, 1, 0, 0, 0)
const frames = (count: number) => Array.from({ length: count }, () => join(gifControl(false), gifImage()))

test.each<[string, GifShape, object]>([
  ['plain', {}, {}],
  ['the largest size', { width: 65535, height: 65535 }, { width: 65535, height: 65535, alpha: true }],
  ['animated', { blocks: [LOOP, ...frames(7), gifComment('end')] }, { frames: 7 }],
  ['transparent', { blocks: [gifControl(true), gifImage()] }, { alpha: true }],
  ['interlaced', { blocks: [gifImage({ packed: 0xc0 })] }, { progressive: true }],
  [
    'interlaced in the second frame only',
    { blocks: [gifImage(), gifImage({ packed: 0xc0 })] },
    { frames: 2 },
  ],
  ['opaque', { blocks: [gifControl(false), gifImage()] }, {}],
  [
    'two controls, of which the last one counts',
    { blocks: [gifControl(true), gifControl(false), gifImage()] },
    {},
  ],
  [
    'transparent in the second frame only',
    { blocks: [gifImage(), gifControl(true), gifImage()] },
    { frames: 2 },
  ],
  ['a control of another length', { blocks: [join(0x21, 0xf9, 3, 1, 0, 0, 0), gifImage()] }, {}],
  ['a control inside a comment', { blocks: [gifComment('\x21\xf9\x04\x01'), gifImage()] }, {}],
  ['a first frame less wide than the screen', { blocks: [gifImage({ width: 39 })] }, { alpha: true }],
  ['a first frame less high than the screen', { blocks: [gifImage({ height: 29 })] }, { alpha: true }],
  ['a first frame with an offset', { blocks: [gifImage({ left: 1, width: 39 })] }, { alpha: true }],
  ['a first frame right of the screen', { blocks: [gifImage({ left: 1 })] }, { width: 41, alpha: true }],
  [
    'a first frame beyond the screen',
    { blocks: [gifImage({ width: 41, height: 31 })] },
    { width: 41, height: 31 },
  ],
  ['a second frame beyond the screen', { blocks: [gifImage(), gifImage({ width: 41 })] }, { frames: 2 }],
  ['a screen of no size', { width: 0, height: 0 }, {}],
])('reads the header: %s', (_, shape, expected) => {
  expect(probe(gif(shape), true)).toEqual({ ...PLAIN, ...expected })
  expect(probe(gif(shape), false)).toEqual({ ...PLAIN, ...expected, frames: undefined })
})

test('reads GIF87a without a color table', () => {
  const file = join('GIF87a', [40, 0, 30, 0, 0, 0, 0], gifImage(), 0x3b)
  expect(probe(file, true)).toEqual(PLAIN)
})

test('needs no bytes after the first image descriptor', () => {
  const file = gif({ blocks: [gifControl(true), gifImage()] })
  const end = 13 + 12 + gifControl(true).length + 10
  expect(probe(file.slice(0, end), false)).toMatchObject({ alpha: true, frames: undefined })
  expect(probe(file.slice(0, end - 1), false)).toBeUndefined()
})

test.each<[string, Uint8Array[], number]>([
  ['the trailer ends the count', [gifImage(), join(0x3b), gifImage()], 1],
  ['an unknown block ends the count', [gifImage(), gifImage(), join(0x99), gifImage()], 2],
  ['a truncated file has the frames that began', [gifImage(), gifImage().slice(0, 12)], 2],
  ['a truncated descriptor is no frame', [gifImage(), gifImage().slice(0, 8)], 1],
])('counts frames: %s', (_, blocks, count) => {
  const file = gif({ blocks }).slice(0, -1)
  expect(probe(file, true)).toMatchObject({ frames: count })
})

describe('a corrupt GIF', () => {
  const none = 'GIF: there is no image'
  const cut = 'the header of the image is cut short; upload the file again'
  const noImage = 'GIF: the file ends before its first image'
  test.each<[string, Uint8Array, string]>([
    ['a width of 0', gif({ width: 0, blocks: [gifImage({ width: 0 })] }), 'GIF: the width or height is 0'],
    ['a height of 0', gif({ height: 0, blocks: [gifImage({ height: 0 })] }), 'GIF: the width or height is 0'],
    ['no image', gif({ blocks: [] }), none],
    ['an unknown block', gif({ blocks: [join(0x99), gifImage()] }), none],
    ['truncated before the image', gif({ blocks: [LOOP] }).slice(0, -1), noImage],
    ['truncated inside the screen descriptor', gif().slice(0, 9), cut],
    [
      'endless sub-blocks',
      join(gif({ blocks: [] }).slice(0, -1), 0x21, 0xfe, new Uint8Array(100_000).fill(1)),
      noImage,
    ],
  ])('is refused: %s', (_, file, detail) => {
    expect(() => probe(file, true)).toThrow(failure('corrupt', detail))
  })

  test('needs more bytes for endless sub-blocks', () => {
    expect(
      probe(join(gif({ blocks: [] }).slice(0, -1), 0x21, 0xfe, new Uint8Array(100_000).fill(1)), false),
    ).toBeUndefined()
  })
})
