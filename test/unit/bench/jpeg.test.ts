import { expect, test } from 'vitest'
import type { Points } from '../../../bench/formats/equal-score.ts'
import { type MeasuredJpeg, smallerPoints, summarizeJpeg } from '../../../bench/formats/jpeg.ts'
import { jpegSection } from '../../../bench/formats/jpeg-report.ts'
import type { JpegSet } from '../../../bench/formats/results.ts'

const point = (quality: number, bytes: number, butteraugli = 1) => ({ quality, bytes, butteraugli })

/** Points at the first two scores. */
const points = (first: number, second: number): Points => [point(50, first), point(60, second)]

/** Picture of which jpegli's file with 4:2:0 is smaller at the first score only. */
function picture(name: string, bytes: number): MeasuredJpeg {
  const [halved, full] = [points(100, 400), points(200, 200)]
  const jpegli = { 'jpegli-420': halved, 'jpegli-444': full, jpegli: smallerPoints(halved, full) }
  return {
    halved: { name, own: points(bytes, bytes), peers: { ...jpegli, sharp: points(100, 100) } },
    full: { name, own: points(bytes, bytes), peers: { 'jpegli-444': full } },
  }
}

test('the smaller point of two encoders is taken at each score', () => {
  const [few, many] = [point(1, 10), point(2, 20)]
  expect(smallerPoints([few, many, undefined, few], [many, few, many, undefined])).toEqual([
    few,
    few,
    many,
    few,
  ])
})

test('bytes are compared with each encoder, as geometric means', () => {
  const { halved, full } = summarizeJpeg(400, [picture('bay', 50), picture('hill', 200)])
  const ratios = (results: typeof halved) =>
    results.map(({ score, ratios }) => [score, ratios.map(({ peer, bytes }) => `${bytes.mean} × ${peer}`)])
  expect(ratios(halved)).toEqual([
    [65, ['1 × jpegli', '1 × jpegli-420', '0.5 × jpegli-444', '1 × sharp']],
    [75, ['0.5 × jpegli', '0.25 × jpegli-420', '0.5 × jpegli-444', '1 × sharp']],
  ])
  expect(ratios(full)).toEqual([
    [65, ['0.5 × jpegli-444']],
    [75, ['0.5 × jpegli-444']],
  ])
})

const SET: JpegSet = {
  set: 'kodak',
  date: '2026-11-30',
  command: 'npm run bench -- --only jpeg --photos FOLDER --widths 400',
  names: ['bay', 'hill'],
  ...summarizeJpeg(400, [picture('bay', 50), picture('hill', 200)]),
}

test('the report has a row for each chroma, score and encoder', () => {
  const lines = jpegSection([SET]).split('\n')
  expect(lines).toContain(
    '- **kodak**: 2 pictures. Measured on 2026-11-30 by `npm run bench -- --only jpeg --photos FOLDER --widths 400`.',
  )
  expect(lines).toContain(
    '| kodak | 400 | 4:2:0 | 75 | 60.0 | smaller file of jpegli | 2 | **0.500** | 1.000 (hill) | 1.000, 1.000 |',
  )
  expect(lines).toContain(
    '| kodak | 400 | 4:4:4 | 65 | 50.0 | jpegli, 4:4:4 | 2 | **0.500** | 1.000 (hill) | 1.000, 1.000 |',
  )
})

test('the report says that jpegli was not measured', () => {
  const halved = SET.halved.map((result) => ({ ...result, ratios: result.ratios.slice(-1) }))
  const section = jpegSection([{ ...SET, halved, full: [] }])
  expect(section).toContain('jpegli was not measured: its program was not installed.')
  expect(section).toContain('| sharp, baseline 4:2:0 |')
})
