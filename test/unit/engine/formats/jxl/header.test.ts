import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { box } from '../../../../support/avif/writer.ts'
import { type BitWriter, bitWriter } from '../../../../support/bytes/bit-writer.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import { choice } from '../../../../support/jxl/fields.ts'
import { JXL_BEGINNING, jxlCodestream, jxlFile, jxlParts } from '../../../../support/jxl/file-writer.ts'
import type { JxlShape } from '../../../../support/jxl/shape.ts'
import { failure } from '../../../../support/process/failure.ts'
import { spreadRows } from '../../../../support/properties/runs.ts'

const PLAIN = {
  format: 'jxl',
  width: 40,
  height: 30,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  color: undefined,
  frames: 1,
  progressive: false,
}

/** Writes colors with all their fields. */
const colors =
  (space: number, white: number, primaries: number, transfer: number | 'gamma') => (to: BitWriter) => {
    to.number(0, 1).number(0, 1)
    choice(to, space)
    const coordinate = () => to.number(3, 2).number(0, 21)
    if (space !== 2) choice(to, white)
    if (white === 2) for (let at = 0; at < 2; at++) coordinate()
    if (space === 0) choice(to, primaries)
    if (space === 0 && primaries === 2) for (let at = 0; at < 6; at++) coordinate()
    if (space !== 2 && transfer === 'gamma') to.number(1, 1).number(4_545_455, 24)
    else if (space !== 2 && transfer !== 'gamma') choice(to.number(0, 1), transfer)
    choice(to, 1)
  }

const profile = (space: number) => (to: BitWriter) => choice(to.number(0, 1).number(1, 1), space)
const cicp = (primaries: number, transfer: number) => ({ color: { kind: 'cicp', primaries, transfer } })

/** Writes a size in eighths, or with a ratio. */
const eighths =
  (height: number, ratio: number, width = 0) =>
  (to: BitWriter) => {
    to.number(1, 1)
      .number(height / 8 - 1, 5)
      .number(ratio, 3)
    if (ratio === 0) to.number(width / 8 - 1, 5)
  }

const CASES: readonly [string, JxlShape, object][] = [
  ['plain', {}, {}],
  ['of multiples of 8', { size: eighths(200, 0, 16) }, { width: 16, height: 200 }],
  ['of large sides', { width: 1_000_000, height: 1 << 30 }, { width: 1_000_000, height: 1 << 30 }],
  ['turned', { orientation: 6 }, { orientation: 6 }],
  ['with another intrinsic size', { intrinsic: true }, {}],
  ['with a preview', { preview: true }, {}],
  ['animated', { animation: {} }, { frames: undefined }],
  ['animated, with timecodes', { animation: { timecodes: true } }, { frames: undefined }],
  ['of 16 bits', { depth: 16 }, { depth: 16 }],
  ['of floating-point numbers', { depth: 32, float: true }, { depth: 32 }],
  ['with alpha', { alpha: true }, { alpha: true }],
  ['with a depth map', { channels: [1] }, {}],
  ['with channels of all kinds', { channels: [1, 2, 3, 5, 6, 0, 15, 16] }, { alpha: true }],
  ['with named channels', { channels: [6, 0], name: 'x'.repeat(60) }, { alpha: true }],
  ['of CMYK', { channels: [4], xyb: false, color: profile(0) }, { components: 4, icc: true }],
  ['with a profile', { color: profile(0) }, { icc: true }],
  ['gray with a profile', { color: profile(1) }, { icc: true, components: 1 }],
  ['gray', { color: colors(1, 1, 0, 13) }, { components: 1 }],
  ['sRGB with all fields', { color: colors(0, 1, 1, 13) }, {}],
  ['Display P3', { color: colors(0, 1, 11, 13) }, cicp(12, 13)],
  ['BT.2100 with PQ', { color: colors(0, 1, 9, 16) }, cicp(9, 16)],
  ['linear', { color: colors(0, 1, 1, 8) }, cicp(1, 8)],
  ['of cinemas', { color: colors(0, 11, 11, 17) }, {}],
  ['of other primaries', { color: colors(0, 2, 2, 13) }, {}],
  ['of an exponent', { color: colors(0, 1, 1, 'gamma') }, {}],
  ['in XYB', { color: colors(2, 1, 0, 13) }, {}],
  ['with tone mapping, extensions and weights', { toneMapping: true, extension: 99, transforms: true }, {}],
]

describe.each(CASES)('%s', (_, shape, expected) => {
  const codestream = jxlCodestream(shape)
  const header = { ...PLAIN, ...expected }

  test.each([
    ['a bare codestream', codestream],
    ['a file with boxes', jxlFile(codestream, box('xml ', '<x/>'))],
    ['a codestream in parts of one byte', jxlParts(codestream, 1, box('free', 'free'))],
    ['a codestream in parts of three bytes', jxlParts(codestream, 3)],
  ])('has its header in %s', (_form, file) => {
    expect(probe(file, true)).toEqual(header)
    for (const length of spreadRows([...file.keys()], 60))
      expect([undefined, header]).toContainEqual(probe(file.slice(0, length), false))
  })
})

test.each([
  [1, 200, 200],
  [2, 240, 200],
  [3, 266, 200],
  [4, 300, 200],
  [5, 355, 200],
  [6, 250, 200],
  [7, 400, 200],
])('ratio %i means %i × %i', (ratio, width, height) => {
  expect(probe(jxlCodestream({ size: eighths(height, ratio) }), true)).toMatchObject({ width, height })
})

test('reads a header that leaves out all fields', () => {
  const to = bitWriter().number(0xff, 8).number(0x0a, 8)
  eighths(32, 1)(to)
  expect(probe(to.number(1, 1).bytes(), true)).toEqual({ ...PLAIN, width: 32, height: 32 })
})

test('a box to the end of the file may contain the codestream', () => {
  expect(probe(join(JXL_BEGINNING, box('jxlc', jxlCodestream(), 0)), true)).toEqual(PLAIN)
})

const bits = (...fields: readonly (readonly [number, number])[]) => {
  const to = bitWriter()
  for (const [value, count] of [[0x0aff, 16], [0x47, 9], ...fields] as const) to.number(value, count)
  return to.number(0, 31).bytes()
}

test.each<[string, Uint8Array, string]>([
  ['cut', jxlCodestream().slice(0, 5), 'the header of the image is cut short; upload the file again'],
  ['a file without a codestream', JXL_BEGINNING, 'JPEG XL: the file has no codestream, or a part of one'],
  [
    'parts that end',
    jxlParts(jxlCodestream().slice(0, 5), 2),
    'JPEG XL: the file has no codestream, or a part of one',
  ],
  [
    'a part without a number',
    join(JXL_BEGINNING, box('jxlp', 'abc')),
    'JPEG XL: a part of the codestream is cut short',
  ],
  ['another signature', jxlFile(join(0xff, 0x0b, 0, 0)), 'JPEG XL: the codestream has another signature'],
  [
    'a box that is too short',
    join(JXL_BEGINNING, box('jxlc', '', 7)),
    'a box of the image is shorter than its own header',
  ],
  [
    'an unknown kind of channel',
    jxlCodestream({ channels: [7] }),
    'JPEG XL: a field of the header has an unknown value',
  ],
  [
    'unknown primaries',
    jxlCodestream({ color: colors(0, 1, 5, 13) }),
    'JPEG XL: a field of the header has an unknown value',
  ],
  ['samples of 64 bits', jxlCodestream({ depth: 64 }), 'JPEG XL: samples have 64 bits'],
  ['257 channels', jxlCodestream({ channels: Array(257).fill(0) }), 'JPEG XL: there are 257 extra channels'],
])('is refused: %s', (_, file, detail) => {
  expect(() => probe(file, true)).toThrow(failure('corrupt', detail))
})

test('bits of a header are read in order', () => {
  // Ratio 1, then: not all fields have their defaults, no extra fields, 16-bit floats with 5
  // exponent bits, 16-bit buffers, no channels, XYB, sRGB.
  const file = bits([0, 1], [0, 1], [1, 1], [1, 2], [4, 4], [1, 1], [0, 2], [1, 1], [1, 1])
  expect(probe(file, true)).toMatchObject({ depth: 16, width: 32, height: 32 })
})
