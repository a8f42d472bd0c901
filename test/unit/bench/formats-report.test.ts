import { expect, test } from 'vitest'
import { encodersSection, qualitiesSection } from '../../../bench/formats/report.ts'
import type { QualitySet } from '../../../bench/formats/results.ts'

const BYTES = { low: 1.2, median: 1.3, high: 1.4 }

const SCORED: QualitySet = {
  set: 'cameras',
  date: '2026-11-29',
  command: 'npm run bench -- --only qualities --photos FOLDER',
  machine: { cpu: 'Xeon', cores: 2, system: 'Linux 6' },
  versions: { sharp: '1', libvips: '2', '@jsquash/webp': '3', '@jsquash/avif': '4', wrangler: '5' },
  names: ['first', 'second'],
  formats: [
    { width: 800, pictures: 2, format: 'jpeg', quality: 82, bytes: 1, ssim: 0.95, ssimulacra2: 70, like: {} },
    {
      width: 800,
      pictures: 2,
      format: 'avif',
      quality: 58,
      bytes: 0.7,
      ssim: 0.94,
      ssimulacra2: 66.66,
      like: { ssim: { quality: 60.04, bytes: 0.751 } },
    },
  ],
  peers: [
    { width: 800, pictures: 2, format: 'avif', effort: 1, quality: 58, bytes: { ssim: BYTES } },
    { width: 800, pictures: 2, format: 'webp', quality: 77, bytes: { ssim: BYTES, ssimulacra2: BYTES } },
  ],
}

const lines = (text: string) => text.split('\n')

test('a set of pictures lists its name, pictures, date, command, machine and encoders', () => {
  expect(lines(qualitiesSection([SCORED]))).toContain(
    '- **cameras**: first, second. Measured on 2026-11-29 by `npm run bench -- --only qualities --photos FOLDER`; Xeon, Linux 6, sharp 1, libvips 2, @jsquash/webp 3, @jsquash/avif 4.',
  )
})

test('scores and points are listed beside their format, with a dash for missing ones', () => {
  const rows = lines(qualitiesSection([SCORED]))
  expect(rows).toContain('| cameras | 800 | 2 | JPEG | 82 | 1.00 | 0.9500 | 70.0 |  |  |')
  expect(rows).toContain('| cameras | 800 | 2 | AVIF | 58 | 0.70 | 0.9400 | 66.7 | 60.0, 0.75 | – |')
  expect(rows).toContain('| cameras | 800 | 2 | AVIF, effort 1 | **1.30** (1.20–1.40) | – |')
  expect(rows).toContain('| cameras | 800 | 2 | WebP | **1.30** (1.20–1.40) | **1.30** (1.20–1.40) |')
})

test('a set without SSIMULACRA2 says so beside a set that has it', () => {
  const formats = SCORED.formats.map(({ ssimulacra2: _, ...result }) => result)
  const section = lines(
    qualitiesSection([SCORED, { ...SCORED, set: 'painted', note: 'Cut short.', formats }]),
  )
  const [first, second] = section.filter((line) => line.startsWith('- **'))
  expect(first).not.toContain('not measured')
  expect(second).toMatch(/SSIMULACRA2 was not measured.* Cut short\.$/)
  expect(section).toContain('| painted | 800 | 2 | JPEG | 82 | 1.00 | 0.9500 | – |  |  |')
})

test('encoder times have their own date and command', () => {
  const section = encodersSection({
    date: '2026-11-26',
    command: 'npm run bench -- --only encoders',
    names: ['landscape'],
    own: [{ width: 400, format: 'webp', cpu: 68 }],
    avif: [{ width: 400, effort: 4, pictures: 1, cpu: { low: 0.1, median: 0.14, high: 0.2 } }],
  })
  expect(section).toContain('Measured on 2026-11-26 by `npm run bench -- --only encoders`')
  expect(lines(section)).toContain('| 400 | WebP | 68 |')
  expect(lines(section)).toContain('| 400 | 4, its default | 1 | **0.14** (0.10–0.20) |')
})

test('lossless JPEG XL has a table if it was measured', () => {
  const section = encodersSection({
    date: '2026-11-30',
    command: 'npm run bench -- --only encoders',
    names: ['landscape'],
    own: [{ width: 400, format: 'jxl', cpu: 40 }],
    avif: [],
    lossless: [{ width: 400, pictures: 3, bytes: BYTES, jxl: 30.4, webp: 206, cpu: BYTES }],
  })
  expect(lines(section)).toContain('| 400 | JPEG XL | 40 |')
  expect(lines(section)).toContain('| 400 | 3 | **1.30** (1.20–1.40) | 30 | 206 | **1.30** (1.20–1.40) |')
})
