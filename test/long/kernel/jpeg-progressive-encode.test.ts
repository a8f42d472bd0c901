import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import { coefficientsOf } from '../../support/jpeg/coefficients.ts'
import {
  convert,
  encode,
  growingNoise,
  noise,
  openEncoder,
  picture,
  readPieces,
} from '../../support/jpeg/encode.ts'
import { decode, STATUS } from '../../support/jpeg/kernel.ts'
import { kernel } from '../../support/kernel/kernel.ts'
import { runs, spreadRows } from '../../support/properties/runs.ts'

const LAYOUTS = [
  { layout: 0, name: 'Y only' },
  { layout: 1, name: '4:4:4' },
  { layout: 2, name: '4:2:0' },
] as const

const BASELINE = 0
const PROGRESSIVE = 1

/** Scan of a progressive file: components, then Ss, Se, Ah and Al. */
type Scan = readonly number[]

/** Returns the scans of a file. */
function scansOf(file: Uint8Array): Scan[] {
  const scans: Scan[] = []
  for (let at = 2; file[at + 1] !== 0xd9; ) {
    const length = (file[at + 2] ?? 0) * 256 + (file[at + 3] ?? 0)
    const data = [...file.subarray(at + 4, at + 2 + length)]
    const isScan = file[at + 1] === 0xda
    at += 2 + length
    if (!isScan) continue
    const count = data[0] ?? 0
    const components = Array.from({ length: count }, (_, i) => data[1 + 2 * i] ?? 0)
    const [first = 0, last = 0, bits = 0] = data.slice(1 + 2 * count)
    scans.push([...components, first, last, bits >> 4, bits & 15])
    while (file[at] !== 0xff || file[at + 1] === 0) at++
  }
  return scans
}

/** Checks that a progressive file has the coefficients of the baseline file. */
function expectSameCoefficients(progressive: Uint8Array, baseline: Uint8Array): void {
  const { status, components } = coefficientsOf(progressive)
  expect(status).toBe(STATUS.done)
  // A nested array comparison by `toEqual` would take most of the time.
  expect(isDeepStrictEqual(components, coefficientsOf(baseline).components)).toBe(true)
}

/** File length without the zeros that follow 0xff bytes in its scans. */
function lengthWithoutStuffing(file: Uint8Array): number {
  return file.length - file.filter((byte, at) => byte === 0 && file[at - 1] === 0xff).length
}

describe.each(LAYOUTS)('a progressive JPEG with the layout $name', ({ layout }) => {
  test('has the coefficients of the baseline file, of any picture', () => {
    const sides = fc.integer({ min: 1, max: 200 })
    fc.assert(
      fc.property(
        sides,
        sides,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 140 }),
        (width, height, quality, strength) => {
          const next = noise()
          const from = picture(layout, width, height, (x, y, c) => {
            const wave = 60 * Math.sin(x / 9 + c) * Math.cos(y / 23)
            return 128 + wave + ((next() - 127.5) * strength * (x > width / 2 ? 1 : 0.1)) / 128
          })
          expectSameCoefficients(encode(from, quality, PROGRESSIVE), encode(from, quality, BASELINE))
        },
      ),
      { numRuns: runs(40) },
    )
  })

  test('has the pixels of the baseline file, in sharp and in the kernel', async () => {
    for (const frame of [lighthouse(58, 74), pebbles(301, 175)]) {
      for (const quality of spreadRows([1, 20, 50, 75, 82, 90, 95, 100], 3)) {
        const from = convert(frame, layout)
        const [progressive, baseline] = [encode(from, quality, PROGRESSIVE), encode(from, quality, BASELINE)]
        expect(decode(progressive).planes).toEqual(decode(baseline).planes)
        const pixels = (file: Uint8Array) => sharp(file, { failOn: 'warning' }).raw().toBuffer()
        expect(await pixels(progressive)).toEqual(await pixels(baseline))
        expect((await sharp(progressive).metadata()).isProgressive).toBe(true)
      }
    }
  })

  test('codes extreme coefficients, of up to eighteen long values in a block', () => {
    const sign = (x: number, frequency: number) =>
      Math.cos(((2 * (x % 8) + 1) * frequency * Math.PI) / 16) >= 0
    const next = noise()
    const from = picture(layout, 8 * 24, 8 * 24, (x, y) => {
      const [u, v] = [(x >> 3) % 8, (y >> 3) % 8]
      if (x >= 128) return next() & 1 ? 255 : 0
      return sign(x, u) === sign(y, v) ? 255 : 0
    })
    for (const quality of [85, 90, 91, 96, 100])
      expectSameCoefficients(encode(from, quality, PROGRESSIVE), encode(from, quality, BASELINE))
  })

  test('is written in pieces of at most 64 KB, of the counted length', () => {
    for (const quality of [60, 90, 100]) {
      const instance = kernel()
      openEncoder(instance, growingNoise(layout), quality, PROGRESSIVE)()
      const counted = instance.encodeLength()
      const pieces = readPieces(instance)
      for (const { length } of pieces) expect(length).toBeLessThanOrEqual(65_536)
      expect(counted).toBe(lengthWithoutStuffing(Buffer.concat(pieces)))
    }
  })

  test('shows a picture when it is cut off', async () => {
    const file = encode(convert(pebbles(301, 175), layout), 80, PROGRESSIVE)
    const { data, info } = await sharp(file.subarray(0, Math.round(file.length * 0.6)), { failOn: 'none' })
      .raw()
      .toBuffer({ resolveWithObject: true })
    const whole = await sharp(file).raw().toBuffer()
    const difference = data.reduce((sum, value, at) => sum + Math.abs(value - (whole[at] ?? 0)), 0)
    expect(info).toMatchObject({ width: 301, height: 175 })
    expect(difference / data.length).toBeLessThan(20)
  })

  test('has scans by its detail', () => {
    const lumaScans = (file: Uint8Array) =>
      scansOf(file)
        .filter((scan) => scan.length === 5 && scan[0] === 1 && scan[2] !== 0)
        .map((scan) => scan.slice(1).join(' '))
    const WHOLE = ['1 63 0 0']
    const HALVED = ['1 63 0 1', '1 63 1 0']
    const BANDS = ['1 8 0 1', '9 63 0 1', '1 63 1 0']
    const FINE_BANDS = ['1 8 0 2', '9 63 0 2', '1 63 2 1', '1 63 1 0']
    const from = convert(pebbles(201, 139), layout)
    const seen = Array.from({ length: 100 }, (_, i) => lumaScans(encode(from, i + 1, PROGRESSIVE)))
    const changes = seen.filter((scans, i) => !isDeepStrictEqual(scans, seen[i - 1]))
    expect(changes).toEqual([WHOLE, HALVED, BANDS, FINE_BANDS])
  })
})

test.each([
  ['flat', () => 90],
  ['with a dot in the last block', (x: number, y: number) => (x > 1490 && y > 1490 ? 250 : 90)],
  ['with a line of dots', (x: number, y: number) => (y === 700 && x % 8 === 0 ? 97 : 90)],
])('codes runs of more than 32,767 ended blocks: %s', (_, at) => {
  const from = picture(0, 1500, 1500, at)
  for (const quality of [70, 95]) {
    const [progressive] = decode(encode(from, quality, PROGRESSIVE)).planes
    const [baseline] = decode(encode(from, quality, BASELINE)).planes
    expect(Buffer.from(progressive?.data ?? []).equals(Buffer.from(baseline?.data ?? []))).toBe(true)
  }
})

test('a progressive file is smaller than the baseline file', () => {
  const from = convert(pebbles(401, 267), 2)
  for (const quality of [50, 75, 82, 90]) {
    expect(encode(from, quality, PROGRESSIVE).length).toBeLessThan(encode(from, quality, BASELINE).length)
  }
})

test('encodes the same planes again at other qualities, up to those with the same memory', () => {
  const from = convert(pebbles(101, 75), 2)
  for (const [first, most] of [
    [80, 90],
    [91, 100],
  ] as const) {
    const instance = kernel()
    const begin = openEncoder(instance, from, first, PROGRESSIVE)
    for (const quality of [first, 30, most, 1]) {
      expect(instance.encodeQuality(quality)).toBe(0)
      begin()
      expect(Buffer.concat(readPieces(instance))).toEqual(encode(from, quality, PROGRESSIVE))
    }
    expect(instance.encodeQuality(most + 1)).toBe(-3)
  }
})
