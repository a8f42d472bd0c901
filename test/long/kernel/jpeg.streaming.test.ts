import fc from 'fast-check'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DecodeScale } from '../../../src/engine/picture/picture.ts'
import { mutations } from '../../support/hostile/mutations.ts'
import { type Decoded, decode, EIGHTHS, STATUS, samplesOf } from '../../support/jpeg/kernel.ts'
import {
  apart,
  type Factors,
  interleaved,
  progression,
  QUANT,
  randomComponents,
} from '../../support/jpeg/pictures.ts'
import { type JpegSpec, segment, writeJpeg } from '../../support/jpeg/writer.ts'
import { runs, spreadRows } from '../../support/properties/runs.ts'

const factors: Factors = [
  [2, 2],
  [1, 1],
  [1, 1],
]
const size = { width: 45, height: 39 }
const spec: JpegSpec = {
  ...size,
  components: randomComponents(size, factors, 11),
  quant: QUANT,
  scans: interleaved(3),
  prelude: [segment(0xe1, new Array(300).fill(0xff)), segment(0xfe, [1, 2, 3])],
}

const files: Record<string, Uint8Array> = {
  'one scan': writeJpeg(spec),
  'restart markers': writeJpeg({ ...spec, scans: interleaved(3, 2) }),
  'a scan each': writeJpeg({ ...spec, scans: apart(3), skew: 8 }),
  progressive: writeJpeg({ ...spec, progressive: true, scans: progression(3, 5) }),
  'no end': writeJpeg({ ...spec, end: false }),
  'one pixel': writeJpeg({ ...spec, width: 1, height: 1 }),
}

const summary = (decoded: Decoded) => ({ ...decoded, planes: samplesOf(decoded).toString('base64'), used: 0 })

beforeAll(async () => {
  const data = Buffer.from(Array.from({ length: 60 * 47 * 3 }, (_, i) => (i * i * 7) % 253))
  const image = sharp(data, { raw: { width: 60, height: 47, channels: 3 } }).blur(2)
  files['photograph'] = await image.clone().jpeg({ quality: 90 }).toBuffer()
  files['progressive photograph'] = await image.jpeg({ quality: 90, progressive: true }).toBuffer()
})

const all = () => Object.values(files)

it('does not depend on the chunks of the file', () => {
  const cut = fc.integer({ min: 0, max: 700 })
  const cuts = fc.array(cut, { minLength: 1, maxLength: 12 }).filter((lengths) => lengths.some((n) => n > 0))
  for (const file of all()) {
    for (const eighths of EIGHTHS) {
      const whole = summary(decode(file, eighths))
      expect(whole.status).toBe(STATUS.done)
      expect(summary(decode(file, eighths, [1]))).toEqual(whole)
      fc.assert(
        fc.property(cuts, (lengths) => {
          expect(summary(decode(file, eighths, lengths))).toEqual(whole)
        }),
        { numRuns: 4 },
      )
    }
  }
})

it('returns a band as soon as its bytes have arrived', () => {
  const wide = { width: 64, height: 2400 }
  const components = randomComponents(wide, [[1, 1]], 3)
  const file = writeJpeg({ ...wide, components, quant: QUANT, scans: interleaved(1) })
  const { status, planes } = decode(file.subarray(0, file.length * 0.9))
  const rows = samplesOf(decode(file))
  expect(status).toBe(STATUS.corrupt)
  expect(planes[0]?.data.subarray(0, 64 * 2000).every((sample, i) => sample === rows[i])).toBe(true)
})

it('stops after the last scan that changes the picture', () => {
  const file = writeJpeg({ ...spec, progressive: true, scans: progression(3), prelude: [] })
  const used = EIGHTHS.map((eighths) => decode(file, eighths, [16]).used)
  expect(used[0]).toBeLessThan(file.length * 0.9)
  expect(used.slice(1).every((n) => n > file.length - 32)).toBe(true)
  const trailed = Uint8Array.from([...file, ...new Array<number>(5000).fill(7)])
  expect(decode(trailed, 8, [16]).used).toBeLessThan(file.length + 32)
})

describe('a truncated JPEG', () => {
  // `npm run tool properties` decodes every prefix. The file is small, and blocks are cut at the
  // right and bottom edges.
  const small = { width: 19, height: 17 }
  const shorter = { ...spec, ...small, components: randomComponents(small, factors, 11) }
  it.each<[string, JpegSpec]>([
    ['one scan', shorter],
    ['restart markers', { ...shorter, scans: interleaved(3, 1) }],
    ['a scan each', { ...shorter, scans: apart(3), skew: 8 }],
  ])('is corrupt until it is complete: %s', (_, each) => {
    const file = writeJpeg(each)
    const whole = EIGHTHS.map((eighths) => samplesOf(decode(file, eighths)))
    const lengths = Array.from({ length: file.length + 1 }, (_, length) => length)
    for (const length of new Set([...spreadRows(lengths, 150), ...lengths.slice(-5)])) {
      const eighths = EIGHTHS[length % 8] as DecodeScale
      const decoded = decode(file.subarray(0, length), eighths, [length])
      if (decoded.status === STATUS.done)
        expect(samplesOf(decoded).equals(whole[eighths - 1] as Buffer)).toBe(true)
      else expect(decoded.status).toBe(STATUS.corrupt)
      expect(decoded.status === STATUS.done).toBe(length >= file.length - 2)
    }
  })

  it('gives the picture of its complete scans', () => {
    const scans = progression(3)
    const part = (count: number, end: boolean) =>
      writeJpeg({ ...spec, progressive: true, scans: scans.slice(0, count), end })
    for (let count = 1; count < scans.length; count++) {
      const [open, ended] = [decode(part(count, false)), decode(part(count, true))]
      expect([open.status, ended.status]).toEqual([STATUS.done, STATUS.done])
      expect(samplesOf(open).equals(samplesOf(ended))).toBe(true)
      expect(decode(part(count, false).subarray(0, -1)).status).toBe(STATUS.corrupt)
    }
  })

  it('gives a status for any length', () => {
    for (const file of all()) {
      for (const [at, length] of spreadRows([...file.keys()], 40).entries()) {
        const { status } = decode(file.subarray(0, length), EIGHTHS[at % 8])
        expect([STATUS.done, STATUS.corrupt]).toContain(status)
      }
    }
  })
})

it('never traps on damaged files', () => {
  const perFile = runs(Math.ceil(2000 / all().length))
  const statuses = all().flatMap((file, i) => {
    const eighths = EIGHTHS[i % 8]
    return [...mutations(file, perFile)].map((mutant) => decode(mutant, eighths).status)
  })
  expect(statuses).toContain(STATUS.done)
  expect(statuses).toContain(STATUS.corrupt)
  expect(statuses.every((status) => status === STATUS.done || status < 0)).toBe(true)
})
