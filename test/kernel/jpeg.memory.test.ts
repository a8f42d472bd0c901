import { describe, expect, it } from 'vitest'
import { jpegDecoderMemory } from '../../src/engine/formats/jpeg/decoder-memory.ts'
import { decode, EIGHTHS, STATUS } from '../support/jpeg/kernel.ts'
import { apart, type Factors, interleaved, progression, QUANT } from '../support/jpeg/pictures.ts'
import { gridsOf, type Scan, writeJpeg } from '../support/jpeg/writer.ts'

const SAMPLINGS: [string, Factors][] = [
  ['gray', [[2, 2]]],
  [
    '4:2:0',
    [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    '4:4:4',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
  [
    '3:2:1',
    [
      [3, 1],
      [2, 1],
      [1, 2],
    ],
  ],
  [
    'four components',
    [
      [2, 2],
      [1, 1],
      [1, 1],
      [2, 2],
    ],
  ],
]

function flat(
  [width, height]: readonly [number, number],
  factors: Factors,
  scans: Scan[],
  progressive: boolean,
) {
  const bare = factors.map(([h, v], i) => ({ id: i, h, v, quant: 0 }))
  const block = new Array<number>(64).fill(0)
  const components = bare.map((component, i) => {
    const { whole } = gridsOf({ width, height }, bare, i)
    return { ...component, blocks: new Array(whole.wide * whole.high).fill(block) }
  })
  return writeJpeg({ width, height, components, quant: QUANT, scans, progressive })
}

describe.each(SAMPLINGS)('a JPEG of sampling %s', (_, sampling) => {
  const components = sampling.length as 1 | 3 | 4
  const pictures = (
    [
      [1, 1],
      [300, 40],
      [401, 300],
    ] as const
  ).map((size) => ({
    shape: { width: size[0], height: size[1], components, sampling },
    baseline: flat(size, sampling, interleaved(components), false),
    progressive: flat(size, sampling, progression(components), true),
    apart: flat(size, sampling, apart(components), false),
  }))

  it.each([...EIGHTHS, { dense: 4, subsampled: 8 }, { dense: 1, subsampled: 2 }] as const)(
    'allocates the declared memory at %j eighths',
    (eighths) => {
      for (const { shape, baseline, progressive, apart } of pictures) {
        const bands = jpegDecoderMemory({ ...shape, progressive: false }, eighths)
        const kept = jpegDecoderMemory({ ...shape, progressive: true }, eighths)
        const results = [baseline, progressive, apart].map((file) => decode(file, eighths))
        expect(results.map(({ status }) => status)).toEqual([STATUS.done, STATUS.done, STATUS.done])
        const [one = 0, several = 0, separate = 0] = results.map(({ memory }) => memory)
        expect(one).toBeLessThanOrEqual(bands)
        expect(one).toBeGreaterThan(bands * 0.95)
        expect(several).toBeLessThanOrEqual(kept)
        expect(several).toBeGreaterThan(kept * 0.95)
        expect(separate).toBeLessThanOrEqual(kept)
      }
    },
  )
})

it('plans about 0.2 MB for any baseline image, and by the scale for progressive ones', () => {
  const photo = {
    width: 4000,
    height: 3000,
    components: 3,
    sampling: [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
  } as const
  expect(jpegDecoderMemory({ ...photo, progressive: false }, 8)).toBeLessThan(300_000)
  const MEGABYTES = { 1: 0.28, 2: 0.55, 3: 0.63, 4: 1.0, 5: 1.4, 6: 1.9, 7: 2.52, 8: 3.07 }
  for (const eighths of EIGHTHS) {
    const bytes = jpegDecoderMemory({ ...photo, progressive: true }, eighths)
    expect(bytes).toBeLessThan(MEGABYTES[eighths] * 12_000_000)
  }
})

it('plans components of full size if sampling factors are unknown', () => {
  const shape = { width: 640, height: 480, components: 3, progressive: true } as const
  const full = jpegDecoderMemory(
    {
      ...shape,
      sampling: [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    },
    4,
  )
  expect(jpegDecoderMemory(shape, 4)).toBe(full)
  expect(
    jpegDecoderMemory(
      {
        ...shape,
        sampling: [
          [2, 2],
          [1, 1],
          [1, 1],
        ],
      },
      4,
    ),
  ).toBeLessThan(full)
})
