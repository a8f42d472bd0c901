import { expect, test } from 'vitest'
import { type MeasuredPalette, summarizePalette } from '../../../bench/formats/palette.ts'
import { paletteSection } from '../../../bench/formats/palette-report.ts'

/** Samples with 16 and 256 colors. */
const curve = (few: readonly [bytes: number, ssim: number], many: readonly [bytes: number, ssim: number]) => [
  { quality: 16, bytes: few[0], ssim: few[1] },
  { quality: 256, bytes: many[0], ssim: many[1] },
]

const picture = (name: string, bytes: number): MeasuredPalette => ({
  name,
  ours: curve([10, 0.5], [bytes, 0.9]),
  theirs: curve([100, 0.8], [400, 1]),
})

test('bytes are compared at the lower SSIM of both encoders with 256 colors', () => {
  expect(summarizePalette(6, [picture('chart', 100), picture('map', 400)])).toEqual({
    compression: 6,
    pictures: 2,
    bytes: { mean: expect.closeTo(1), largest: { name: 'map', value: expect.closeTo(2) } },
    ssim: { ours: expect.closeTo(0.9), theirs: 1 },
  })
})

test('a picture without loss is compared with all colors of both', () => {
  const ours = curve([50, 1], [60, 1])
  const result = summarizePalette(3, [{ name: 'icon', ours, theirs: curve([90, 0.9], [100, 1]) }])
  expect(result?.bytes.mean).toBeCloseTo(0.5)
})

test('there is no result without pictures', () => {
  expect(summarizePalette(3, [])).toBeUndefined()
})

test('the report has a row for each compression level', () => {
  const result = summarizePalette(3, [picture('chart', 100), picture('map', 400)])
  const section = paletteSection([
    {
      set: 'drawings',
      date: '2026-11-30',
      command: 'npm run bench -- --only palette',
      versions: { sharp: '1' },
      names: ['chart', 'map'],
      results: result ? [result] : [],
    },
  ])
  expect(section).toContain(
    '- **drawings**: chart, map. Measured on 2026-11-30 by `npm run bench -- --only palette`; sharp 1.',
  )
  expect(section).toContain('| drawings | 3 | 2 | **1.000** | 2.000 (map) | 0.9000, 1.0000 |')
})
