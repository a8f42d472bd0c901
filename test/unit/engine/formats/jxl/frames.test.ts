import { describe, expect, test } from 'vitest'
import { countFrames } from '../../../../../src/engine/formats/frames.ts'
import { isStripped } from '../../../../../src/engine/formats/metadata.ts'
import { box } from '../../../../support/avif/writer.ts'
import { join } from '../../../../support/bytes/image-writers.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { mutations } from '../../../../support/hostile/mutations.ts'
import { jxlCodestream, jxlFile, jxlParts } from '../../../../support/jxl/file-writer.ts'
import type { JxlFrame, JxlShape } from '../../../../support/jxl/shape.ts'
import { cpuTimer } from '../../../../support/process/cpu-time.ts'

const count = (file: Uint8Array, cuts: Iterable<number> = []) =>
  countFrames('jxl', byteInput(file, cuts).chunks())

const shown: JxlFrame = { duration: 5, sections: [20] }
const last: JxlFrame = { duration: 1, last: true, sections: [7] }
/** Last frame that is longer than its header, whatever that contains. */
const long: JxlFrame = { ...last, sections: [900] }
const WIDE = { width: 600, height: 300 }

const CASES: readonly [string, JxlShape, number][] = [
  ['frames that are shown', { frames: [shown, shown, last] }, 3],
  ['layers', { frames: [{ blend: 2 }, { blend: 4 }, shown, { blend: 3 }, last] }, 2],
  [
    'alpha',
    { alpha: true, channels: [1], frames: [{ blend: 2 }, { ...shown, blend: 3, saved: 1 }, last] },
    2,
  ],
  ['references', { frames: [{ type: 2, saved: 2 }, { type: 2, area: [0, 0, 9, 9] }, shown, last] }, 2],
  ['frames of low frequencies', { frames: [{ type: 1, level: 2 }, { ...shown, flags: 32 }, last] }, 2],
  ['frames that are skipped while they arrive', { frames: [{ ...shown, type: 3 }, last] }, 2],
  [
    'parts of the canvas',
    { frames: [shown, { ...shown, area: [-3, 4, 20, 10] }, { ...last, area: [0, 0, 300, 40] }] },
    3,
  ],
  ['timecodes', { animation: { timecodes: true }, frames: [shown, last] }, 2],
  ['a preview', { preview: true, frames: [{ ...last }, shown, last] }, 2],
  ['names', { frames: [{ ...shown, name: 'first' }, { ...shown, name: 'y'.repeat(300) }, long] }, 3],
  [
    'filters',
    {
      frames: [
        { ...shown, filters: true },
        { ...long, filters: true, modular: true },
      ],
    },
    2,
  ],
  [
    'flags',
    {
      frames: [
        { ...shown, flags: 1 },
        { ...shown, flags: 128 },
        { ...last, flags: 300 },
      ],
    },
    3,
  ],
  [
    'YCbCr',
    {
      xyb: false,
      frames: [
        { ...shown, sampling: [1, 0, 1] },
        { ...last, modular: true },
      ],
    },
    2,
  ],
  [
    'a header of many fields',
    { transforms: true, toneMapping: true, extension: 44, frames: [shown, long] },
    2,
  ],
  // 600 × 300 are 3 × 2 groups with 256 pixels, and one low-frequency group.
  [
    'groups',
    {
      ...WIDE,
      frames: [
        { ...shown, sections: Array(9).fill(1500) },
        { ...last, sections: Array(9).fill(0) },
      ],
    },
    2,
  ],
  [
    'upsampling',
    {
      ...WIDE,
      frames: [
        { ...shown, upsampling: 1, sections: Array(5).fill(9) },
        { ...last, upsampling: 3 },
      ],
    },
    2,
  ],
  [
    'passes',
    {
      ...WIDE,
      frames: [
        { ...shown, passes: 5, sections: Array(33).fill(9) },
        { ...last, passes: 2, sections: Array(15).fill(1) },
      ],
    },
    2,
  ],
  // 2304 pixels with halved chroma are 288 blocks, which are two groups of low frequencies.
  [
    'halved chroma',
    {
      width: 2304,
      height: 8,
      xyb: false,
      frames: [
        { ...shown, sampling: [2, 0, 2], sections: Array(13).fill(9) },
        { ...last, sections: Array(13).fill(1) },
      ],
    },
    2,
  ],
]

describe.each(CASES)('an animation with %s', (_, shape, frames) => {
  const codestream = jxlCodestream({ animation: {}, ...shape })

  test.each([
    ['a bare codestream', codestream],
    ['a file with boxes', jxlFile(codestream, box('Exif', join(0, 0, 0, 0, 'MM')))],
    ['parts of 5 bytes', jxlParts(codestream, 5, box('free', 'free'))],
  ])('has its number of frames in %s', async (_form, file) => {
    expect(await count(file)).toBe(frames)
    expect(await count(file, file.keys())).toBe(frames)
    expect(await count(join(file, 1, 2, 3))).toBe(frames)
  })
})

test('the number is unknown behind a profile, and if sections are reordered', async () => {
  const profile = jxlCodestream({ animation: {}, color: (to) => to.number(0, 1).number(1, 1).number(0, 2) })
  expect(await count(join(profile, new Uint8Array(50)))).toBeNaN()
  const reordered = jxlCodestream({ animation: {}, frames: [shown, { ...shown, reordered: true }, last] })
  expect(await count(reordered)).toBeNaN()
})

test('frames of a cut or damaged file count up to the damage', async () => {
  const file = jxlCodestream({ animation: {}, frames: [shown, shown, last] })
  const counts = await Promise.all(
    Array.from({ length: file.length }, (_, length) => count(file.slice(0, length))),
  )
  expect(counts).toEqual([...counts].sort((a, b) => a - b))
  expect(new Set(counts)).toEqual(new Set([1, 2, 3]))
  for (const mutant of mutations(file, 300)) expect(await count(mutant)).not.toBeLessThan(1)
})

test('a file of many frames takes little time', async () => {
  const many = jxlCodestream({
    animation: {},
    frames: Array(12_000).fill({ ...shown, name: 'n'.repeat(60), sections: [0] }),
  })
  const spent = cpuTimer()
  expect(await count(many)).toBeGreaterThan(1000)
  expect(spent()).toBeLessThan(3000)
})

describe('a stripped file', () => {
  const still: JxlShape = { frames: [{ ...last, duration: 0 }] }
  const codestream = jxlCodestream(still)

  test.each([
    ['a codestream', codestream],
    ['one of default fields', jxlCodestream({ frames: [{ plain: true, sections: [5] }] })],
    [
      'one of many sections',
      jxlCodestream({ ...WIDE, frames: [{ ...last, duration: 0, sections: Array(9).fill(2) }] }),
    ],
    ['a file with boxes', jxlFile(codestream)],
    ['one of level 10', jxlFile(codestream, box('jxll', [10]))],
  ])('is %s', (_, file) => {
    expect(isStripped('jxl', file)).toBe(true)
    expect(isStripped('jxl', join(file, 0))).toBe(false)
    expect(isStripped('jxl', file.slice(0, -1))).toBe(false)
    expect(isStripped('jxl', file, true)).toBe(false)
  })

  test.each([
    ['metadata', jxlFile(codestream, box('xml ', '<x/>'))],
    ['a box at the end', join(jxlFile(codestream), box('free', ''))],
    ['parts', jxlParts(codestream, 4)],
    ['layers', jxlCodestream({ frames: [{}, last] })],
    ['a profile', jxlCodestream({ color: (to) => to.number(0, 1).number(1, 1).number(0, 2), ...still })],
    ['nothing', new Uint8Array(0)],
  ])('does not have %s', (_, file) => {
    expect(isStripped('jxl', file)).toBe(false)
  })
})
