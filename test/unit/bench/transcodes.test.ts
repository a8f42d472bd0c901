import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transcodesSection } from '../../../bench/formats/jxl-report.ts'
import type { TranscodeSet } from '../../../bench/formats/results.ts'
import { measureTranscodes, summarizeTranscodes } from '../../../bench/formats/transcodes.ts'
import { makePicture } from '../../support/picture/pictures.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-test-'))
  const { data } = makePicture(160, 120, { noise: 20 })
  const picture = () => sharp(data, { raw: { width: 160, height: 120, channels: 4 } }).removeAlpha()
  await writeFile(join(folder, 'bay.jpg'), await picture().jpeg({ quality: 90 }).toBuffer())
  await writeFile(join(folder, 'ink.jpg'), await picture().toColourspace('cmyk').jpeg().toBuffer())
  await writeFile(join(folder, 'other.png'), await picture().png().toBuffer())
})
afterAll(() => rm(folder, { recursive: true }))

test('the JPEGs of a folder are transcoded, and others are skipped', async () => {
  const said: string[] = []
  const { set, names, refused, results } = await measureTranscodes(folder, (line) => said.push(line))
  expect(set).toBe(basename(folder))
  expect({ names, refused }).toEqual({ names: ['bay'], refused: ['ink'] })
  expect(said).toEqual([expect.stringMatching(/^bay: 0\.\d{3}/), 'ink: refused'])
  expect(results[0]?.effort).toBeUndefined()
  expect(results[0]?.bytes.median).toBeLessThan(1)
  expect(results[0]?.largest.name).toBe('bay')
})

const RESULTS = summarizeTranscodes([
  { name: 'bay', signet: 0.8, libjxl: [0.7, 0.9] },
  { name: 'hill', signet: 0.9, libjxl: [0.8, 1] },
  { name: 'ink', signet: undefined, libjxl: [] },
])

test('ratios become medians, beside those of libjxl', () => {
  expect(RESULTS.map(({ effort, bytes }) => [effort, bytes.median])).toEqual([
    [undefined, expect.closeTo(0.85)],
    [7, 0.75],
    [1, 0.95],
  ])
  expect(RESULTS[0]?.largest).toEqual({ name: 'hill', value: 0.9 })
  expect(summarizeTranscodes([{ name: 'ink', signet: undefined, libjxl: [] }])).toEqual([])
})

test('the report names the refused files', () => {
  const set: TranscodeSet = {
    set: 'cameras',
    date: '2026-11-30',
    command: 'npm run bench -- --only transcodes --photos FOLDER',
    libjxl: '0.11.2',
    names: ['bay', 'hill'],
    refused: ['ink'],
    results: RESULTS,
  }
  const lines = transcodesSection([set]).split('\n')
  expect(lines).toContain('JPEG XL cannot store these JPEGs of the set *cameras*: ink.')
  expect(lines).toContain('| cameras | Signet | **0.850** (0.825–0.875) | 0.900 (hill) |')
  expect(lines).toContain('| cameras | libjxl, effort 7 | **0.750** (0.725–0.775) | 0.800 (hill) |')
})
