import { expect, test } from 'vitest'
import type { MeasuredPicture } from '../../../bench/formats/equal-score.ts'
import { SCORES, summarizeJxl } from '../../../bench/formats/jxl.ts'
import { jxlSection } from '../../../bench/formats/jxl-report.ts'
import type { JxlPeer, JxlSet } from '../../../bench/formats/results.ts'

const point = (quality: number, bytes: number, butteraugli?: number) => ({
  quality,
  bytes,
  ...(butteraugli !== undefined && { butteraugli }),
})

/** Picture of which libjxl reaches the first score only, and with twice the bytes. */
const picture = (name: string, bytes: number): MeasuredPicture<JxlPeer> => ({
  name,
  own: [point(50, bytes, 1.5), point(60, 2 * bytes, 1.2), undefined],
  peers: {
    libjxl: [point(40, 200, 1.7), undefined, undefined],
    jpeg: [point(45, 100), point(55, 400), point(90, 800)],
  },
})

test('bytes are compared at each score that both encoders reach, as geometric means', () => {
  expect(SCORES).toEqual([65, 75, 82])
  expect(summarizeJxl(400, [picture('bay', 50), picture('hill', 200)])).toEqual([
    {
      width: 400,
      score: 65,
      quality: 50,
      ratios: [
        {
          peer: 'libjxl',
          pictures: 2,
          bytes: { mean: expect.closeTo(0.5), largest: { name: 'hill', value: 1 } },
          butteraugli: { ours: 1.5, theirs: 1.7 },
        },
        {
          peer: 'jpeg',
          pictures: 2,
          bytes: { mean: expect.closeTo(1), largest: { name: 'hill', value: 2 } },
        },
      ],
    },
    {
      width: 400,
      score: 75,
      quality: 60,
      ratios: [
        {
          peer: 'jpeg',
          pictures: 2,
          bytes: { mean: expect.closeTo(0.5), largest: { name: 'hill', value: 1 } },
        },
      ],
    },
  ])
})

const SET: JxlSet = {
  set: 'cameras',
  date: '2026-11-30',
  command: 'npm run bench -- --only jxl --photos FOLDER',
  libjxl: '0.11.2',
  names: ['bay', 'hill'],
  results: summarizeJxl(800, [picture('bay', 50), picture('hill', 200)]),
}

test('the report has a row for each width, score and encoder', () => {
  const lines = jxlSection([SET]).split('\n')
  expect(lines).toContain(
    '- **cameras**: 2 pictures. Measured on 2026-11-30 by `npm run bench -- --only jxl --photos FOLDER`. libjxl 0.11.2.',
  )
  expect(lines).toContain(
    '| cameras | 800 | 65 | 50.0 | libjxl, effort 3 | 2 | **0.500** | 1.000 (hill) | 1.500, 1.700 |',
  )
  expect(lines).toContain("| cameras | 800 | 75 | 60.0 | Signet's JPEG | 2 | **0.500** | 1.000 (hill) | – |")
})

test('the report says that libjxl was not measured', () => {
  const { libjxl: _, ...set } = SET
  expect(jxlSection([set])).toContain('libjxl was not measured: its program was not installed.')
})
