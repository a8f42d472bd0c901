import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPlanar, readStill } from '../../../../../src/engine/formats/avif/still.ts'
import {
  type FrameShape,
  frameObu,
  obu,
  type SequenceShape,
  sequenceObu,
  still,
} from '../../../../support/avif/av1-headers.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import { runs } from '../../../../support/properties/runs.ts'

const SIZE = { width: 64, height: 48 }

const sequences: fc.Arbitrary<SequenceShape> = fc.record(
  {
    profile: fc.constantFrom(0, 1, 2),
    reduced: fc.boolean(),
    width: fc.integer({ min: 1, max: 65_536 }),
    height: fc.integer({ min: 1, max: 65_536 }),
    depth: fc.constantFrom(8, 10),
    cicp: fc.tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 255 })),
    full: fc.boolean(),
    superres: fc.boolean(),
    delays: fc.boolean(),
    level: fc.nat(31),
    ids: fc.boolean(),
    ordered: fc.boolean(),
    screenContent: fc.constantFrom(0, 1, 2),
    integerMotion: fc.constantFrom(0, 1, 2),
  },
  { requiredKeys: [] },
)

test('reads the header of any still image, whatever optional fields it has', () => {
  fc.assert(
    fc.property(sequences, fc.boolean(), (shape, screenContent) => {
      const { profile = 0, width = 64, height = 48, depth = 8, full = true, cicp = [2, 2, 2] } = shape
      const chroma = ['4:2:0', '4:4:4', '4:2:2'][profile]
      expect(readStill(still(shape, { screenContent }))).toMatchObject({
        ...{ profile, width, height, depth, chroma, full, matrix: cicp[2] },
      })
    }),
    { numRuns: runs(300) },
  )
})

test('finds the flag for intra block copy wherever it is', () => {
  const frames = fc.record({ rendered: fc.boolean(), screenContent: fc.boolean(), copies: fc.boolean() })
  fc.assert(
    fc.property(sequences, frames, (shape, frame) => {
      const { reduced = true, screenContent = 2 } = shape
      const isScreen = reduced || screenContent === 2 ? frame.screenContent : screenContent === 1
      expect(readStill(still(shape, frame))?.copies).toBe(isScreen && frame.copies)
    }),
    { numRuns: runs(300) },
  )
})

test.each<[string, SequenceShape, object]>([
  ['gray', { gray: true, full: false }, { chroma: '4:0:0', full: false }],
  ['sRGB', { profile: 1, cicp: [1, 13, 0] }, { chroma: '4:4:4', full: true, matrix: 0 }],
  ['12 bits, 4:2:0', { profile: 2, depth: 12 }, { chroma: '4:2:0', depth: 12 }],
  ['12 bits, 4:2:2', { profile: 2, depth: 12, subsampled: [true, false] }, { chroma: '4:2:2', depth: 12 }],
  ['12 bits, 4:4:4', { profile: 2, depth: 12, subsampled: [false, false] }, { chroma: '4:4:4', depth: 12 }],
])('reads the sequence header: %s', (_, shape, expected) => {
  expect(readStill(still(shape))).toMatchObject(expected)
})

test.each<[string, SequenceShape, FrameShape]>([
  ['film grain', { grain: true }, {}],
  ['super-resolution', { superres: true }, { superres: true }],
  ['a frame of another size', { reduced: false }, { resized: true }],
  [
    'a frame of another size, after ids and motion',
    { reduced: false, ids: true, ordered: true },
    { resized: true },
  ],
  ['several operating points', { reduced: false, points: [0, 0] }, {}],
  ['layers', { reduced: false, points: [0x101] }, {}],
  ['timing information', { reduced: false, timing: true }, {}],
  ['a frame that is not shown', { reduced: false }, { shown: false }],
  ['a frame that is shown again', { reduced: false }, { existing: true }],
  ['a first frame that depends on others', { reduced: false }, { type: 1 }],
])('does not decode as planes: %s', (_, sequence, frame) => {
  expect(readStill(still(sequence, frame))).toBeUndefined()
})

describe('the data of an item', () => {
  const frame = frameObu()
  test.each([
    ['is empty', new Uint8Array()],
    ['has no sequence header', frame],
    ['has no frame', sequenceObu()],
    ['is not AV1', join(0x80, still())],
    ['has a size of nine bytes', join(0x12, Array<number>(9).fill(0xff), still())],
  ])('is not a still image if it %s', (_, data) => {
    expect(readStill(data)).toBeUndefined()
  })

  test.each([
    ['a separate frame header', join(sequenceObu(), frameObu({}, {}, 3))],
    ['metadata before the frame', join(obu(5, Array<number>(90).fill(7)), still())],
    ['an extended header', join(obu(2, [], 6), still())],
    [
      'a last unit without a size',
      join(sequenceObu(), frame[0] === undefined ? [] : 6 << 3, frame.subarray(2)),
    ],
  ])('may have %s', (_, data) => {
    expect(isPlanar(readStill(data), SIZE)).toBe(true)
  })

  test('never throws, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, follows) => {
        readStill(follows ? join(sequenceObu(), bytes) : bytes)
      }),
      { numRuns: runs(500) },
    )
  })
})

test.each<[string, SequenceShape, boolean]>([
  ['8 bits, 4:2:0', {}, true],
  ['8 bits, 4:2:0, with a long header', { reduced: false }, true],
  ['super-resolution that the frame does not use', { superres: true }, true],
  ['gray', { gray: true }, false],
  ['4:4:4', { profile: 1 }, false],
  ['4:2:2', { profile: 2 }, false],
  ['10 bits', { depth: 10 }, false],
  ['another width', { width: 65 }, false],
  ['another height', { height: 47 }, false],
])('knows if a picture can be decoded as planes: %s, %s', (_, shape, planar) => {
  expect(isPlanar(readStill(still(shape)), SIZE)).toBe(planar)
})
