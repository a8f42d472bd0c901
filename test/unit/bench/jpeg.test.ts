import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Points } from '../../../bench/formats/equal-score.ts'
import {
  type MeasuredJpeg,
  measureJpeg,
  SCORES,
  smallerPoints,
  summarizeJpeg,
} from '../../../bench/formats/jpeg.ts'
import { encodeByMozjpeg } from '../../../bench/formats/jpeg-peers.ts'
import { jpegSection } from '../../../bench/formats/jpeg-report.ts'
import type { JpegSet } from '../../../bench/formats/results.ts'
import { canScore } from '../../../bench/formats/ssimulacra2.ts'
import { landscape } from '../../../samples/landscape.ts'

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

test('mozjpeg encodes progressive files with halved chroma', async () => {
  const frame = landscape(64, 48)
  const { isProgressive, chromaSubsampling } = await sharp(await encodeByMozjpeg(frame, 75)).metadata()
  expect([isProgressive, chromaSubsampling]).toEqual([true, '4:2:0'])
})

/** A picture without sharp edges of colour, so that 4:2:0 reaches the scores. */
const open = () => sharp(landscape(120, 80).data, { raw: { width: 120, height: 80, channels: 4 } }).blur(2)

test.skipIf(!(await canScore()))(
  'a picture is measured at the widths that it has',
  async () => {
    const set = { name: 'any', pictures: [{ name: 'bay', width: 120, open }] }
    const said: string[] = []
    const missing = 'no-such-program'
    const { names, halved, full } = await measureJpeg(set, [96, 400], (line) => said.push(line), missing)
    expect(names).toEqual(['bay'])
    expect(said).toEqual([expect.stringContaining('bay, 96 pixels: 65 at ')])
    expect(full).toEqual([])
    expect(halved.length).toBeGreaterThan(0)
    for (const { width, score, ratios } of halved) {
      expect([width, SCORES.includes(score)]).toEqual([96, true])
      expect(ratios.every(({ peer }) => ['mozjpeg', 'sharp'].includes(peer))).toBe(true)
    }
  },
  120_000,
)
