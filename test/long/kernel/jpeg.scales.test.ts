import { describe, expect, it } from 'vitest'
import type { DecodeScale } from '../../../src/engine/picture/picture.ts'
import { type Decoded, decode, EIGHTHS, STATUS, samplesOf } from '../../support/jpeg/kernel.ts'
import {
  apart,
  expectedPlanes,
  type Factors,
  interleaved,
  progression,
  QUANT,
  randomComponents,
} from '../../support/jpeg/pictures.ts'
import { type JpegSpec, type Scan, writeJpeg } from '../../support/jpeg/writer.ts'
import { spreadRows } from '../../support/properties/runs.ts'

const SAMPLINGS: Record<string, Factors> = {
  gray: [[1, 1]],
  'gray, factors without meaning': [[2, 3]],
  '4:4:4': [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
  '4:2:2': [
    [2, 1],
    [1, 1],
    [1, 1],
  ],
  '4:2:0': [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
  '4:4:0': [
    [1, 2],
    [1, 1],
    [1, 1],
  ],
  '4:1:1': [
    [4, 1],
    [1, 1],
    [1, 1],
  ],
  '4:1:0': [
    [4, 2],
    [1, 1],
    [1, 1],
  ],
  'full chroma, half luma': [
    [1, 1],
    [2, 2],
    [2, 1],
  ],
  'across and down': [
    [1, 2],
    [2, 1],
    [1, 1],
  ],
  'factors that do not divide': [
    [3, 1],
    [2, 1],
    [1, 2],
  ],
  'four components': [
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
  ],
  'four components, two small': [
    [2, 2],
    [1, 1],
    [1, 1],
    [2, 2],
  ],
}
const SIZES = [
  [1, 1],
  [16, 8],
  [37, 29],
  [66, 34],
] as const

/** A size smaller than a row of blocks, and a size whose edges lie inside blocks. */
const MIXED_SIZES = SIZES.filter(([width]) => width === 16 || width === 37)

const MIXED: readonly (readonly [dense: DecodeScale, subsampled: DecodeScale])[] = [
  [4, 8],
  [1, 2],
  [5, 8],
  [3, 6],
  [8, 1],
]

function picture(
  factors: Factors,
  [width, height]: readonly [number, number],
  scans: Scan[],
  rest: Partial<JpegSpec> = {},
): JpegSpec {
  const components = randomComponents({ width, height }, factors, width * 7 + factors.length)
  return { width, height, components, quant: QUANT, scans, ...rest }
}

function error(spec: JpegSpec, eighths: DecodeScale, { status, planes }: Decoded): number {
  if (status !== STATUS.done) throw new Error(`status ${status}`)
  const expected = expectedPlanes(spec, eighths)
  expect(planes.map(({ width, height }) => [width, height])).toEqual(
    expected.map(({ width, height }) => [width, height]),
  )
  return Math.max(
    ...planes.map(({ data }, i) =>
      data.reduce(
        (most, sample, at) => Math.max(most, Math.abs(sample - (expected[i]?.data[at] ?? Number.NaN))),
        0,
      ),
    ),
  )
}

describe.each(Object.entries(SAMPLINGS))('a JPEG of sampling %s', (_, factors) => {
  it.each(EIGHTHS)('matches its coefficients at %i/8', (eighths) => {
    for (const size of SIZES) {
      const spec = picture(factors, size, interleaved(factors.length))
      expect(error(spec, eighths, decode(writeJpeg(spec), eighths))).toBeLessThanOrEqual(1)
    }
  })

  it('has a scale of its own for each kind of component', () => {
    const isDense = ([h, v]: Factors[number]) =>
      factors.length === 1 || factors.every(([across, down]) => h >= across && v >= down)
    for (const size of MIXED_SIZES) {
      const spec = picture(factors, size, interleaved(factors.length))
      const scans = { plain: {}, apart: { scans: apart(factors.length) } }
      const progressive = { progressive: true, scans: progression(factors.length) }
      for (const more of [...Object.values(scans), progressive]) {
        const file = writeJpeg({ ...spec, ...more })
        const equal = EIGHTHS.map((eighths) => decode(file, eighths).planes)
        for (const [dense, subsampled] of MIXED) {
          const { status, planes } = decode(file, { dense, subsampled })
          expect(status).toBe(STATUS.done)
          for (const [index, { width, height, data }] of planes.entries()) {
            const expected = equal[(isDense(factors[index] ?? [1, 1]) ? dense : subsampled) - 1]?.[index]
            expect({ width, height }).toEqual({ width: expected?.width, height: expected?.height })
            expect(Buffer.compare(data, expected?.data ?? new Uint8Array())).toBe(0)
          }
        }
      }
    }
  })

  it('looks the same for each kind of scan', () => {
    for (const size of SIZES) {
      const spec = picture(factors, size, interleaved(factors.length))
      const plain = writeJpeg(spec)
      const others = [
        { ...spec, skew: 8 },
        { ...spec, words: true },
        { ...spec, scans: interleaved(factors.length, 3) },
        { ...spec, scans: apart(factors.length) },
        { ...spec, scans: apart(factors.length, 5), skew: 6 },
        { ...spec, progressive: true, scans: progression(factors.length) },
        { ...spec, progressive: true, scans: progression(factors.length, 4), skew: 7 },
      ].map(writeJpeg)
      for (const eighths of spreadRows(EIGHTHS, 3)) {
        const samples = samplesOf(decode(plain, eighths))
        for (const other of others) {
          const again = decode(other, eighths)
          expect(again.status).toBe(STATUS.done)
          expect(samplesOf(again).equals(samples)).toBe(true)
        }
      }
    }
  })
})
