import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wideResampleMemory } from '../../../src/engine/rows/memory.ts'
import type { Kernel } from '../../../src/engine/wasm/kernel.ts'
import { bytes, kernel } from '../../support/kernel/kernel.ts'
import {
  type Box,
  FILTERS,
  type FilterName,
  resampleReference,
} from '../../support/picture/resample-reference.ts'
import { randomNumbers } from '../../support/properties/random.ts'
import { runs } from '../../support/properties/runs.ts'

const NAMES = Object.keys(FILTERS) as FilterName[]

interface Job {
  readonly width: number
  readonly height: number
  readonly data: Uint16Array
  readonly box: Box
  readonly out: { readonly width: number; readonly height: number }
  readonly filter: FilterName
  readonly weighted: boolean
  readonly curve?: (level: number) => number
}

const wholeOf = ({ width, height }: { width: number; height: number }): Box => ({ x: 0, y: 0, width, height })

const geometryOf = ({ width, height, box, out, filter }: Job) => ({
  inWidth: width,
  inHeight: height,
  ...box,
  outWidth: out.width,
  outHeight: out.height,
  filter: NAMES.indexOf(filter),
})

/** Samples of 16 bits, whose colors stay. */
const PLAIN = {
  ...{ outBits: 8, weigh: 0, bits: 16, light: 0 },
  ...{ colorCurves: 0, curveStep: 0, colorConversion: 0, colorMatrix: 0 },
}

function put(instance: Kernel, data: Uint16Array | Float32Array): number {
  const address = instance.alloc(data.byteLength)
  bytes(instance, address, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return address
}

/**
 * Resamples a picture with 16-bit samples.
 * @param heights heights of the strips, repeated
 */
function resample(job: Job, heights: readonly number[] = [16]): Uint8Array {
  const { width, height, data, out, weighted, curve } = job
  const instance = kernel()
  const table = curve
    ? put(
        instance,
        Float32Array.from({ length: 65_536 }, (_, level) => curve(level)),
      )
    : 0
  expect(
    instance.resampleWideOpen({ ...geometryOf(job), ...PLAIN, weigh: Number(weighted), colorCurves: table }),
  ).toBe(0)
  const rows = put(instance, data)
  for (let y = 0, i = 0; y < height; i++) {
    const count = Math.min(heights[i % heights.length] ?? 1, height - y)
    instance.resampleWideRows(rows + y * width * 8, width * 8, count)
    y += count
  }
  expect(instance.resampleWideDone()).toBe(out.height)
  return bytes(instance, instance.resampleWideOutput(), out.width * out.height * 4).slice()
}

/**
 * Resamples in double precision and units of 8 bits, without rounding or clipping. A sample is
 * `undefined` if its alpha is too low.
 */
function reference({ width, height, data, box, out, filter, weighted, curve }: Job): (number | undefined)[] {
  const levels = Array.from(data, (level, at) => (curve && at % 4 < 3 ? curve(level) : level))
  const alphaOf = (values: ArrayLike<number>, at: number) => values[at | 3] ?? 0
  const weighty = levels.map((level, at) =>
    weighted && at % 4 < 3 ? (level * alphaOf(levels, at)) / 65_535 : level,
  )
  const plane = { width, height, channels: 4, data: weighty }
  const made = resampleReference(plane, box, out.width, out.height, filter)
  return Array.from(made, (value, at) => {
    if (!weighted || at % 4 === 3) return value / 257
    // With tiny alpha, the color is a quotient of rounding errors.
    return alphaOf(made, at) < 200 ? undefined : (value / alphaOf(made, at)) * 255
  })
}

/** Returns the maximum error beyond the half level of rounding. */
function excess(got: Uint8Array, wanted: readonly (number | undefined)[]): number {
  return wanted.reduce<number>((most, exact, at) => {
    if (exact === undefined) return most
    const off = Math.abs((got[at] ?? -1) - Math.min(Math.max(exact, 0), 255)) - 0.5
    return Math.max(most, off)
  }, Number.NEGATIVE_INFINITY)
}

/** Tolerance for the precision of f32 near half levels. */
const TOLERANCE = 0.002

function paint(width: number, height: number, at: (x: number, y: number, c: number) => number) {
  const data = Uint16Array.from({ length: width * height * 4 }, (_, i) => {
    const pixel = i >> 2
    return at(pixel % width, Math.floor(pixel / width), i & 3)
  })
  return { width, height, data }
}

function noise(width: number, height: number) {
  const random = randomNumbers(width * 31 + height)
  return paint(width, height, () => random() >>> 16)
}

const SHAPES: readonly [name: string, from: [number, number], to: [number, number], box?: Box][] = [
  ['down by a whole number', [80, 60], [20, 15]],
  ['down by far', [400, 90], [7, 5]],
  ['up', [20, 15], [65, 35]],
  ['up and down', [20, 45], [50, 10]],
  ['a box between samples', [80, 60], [20, 15], { x: 10.25, y: 7.6, width: 47.3, height: 41.9 }],
  ['a box beyond the edges', [30, 25], [20, 15], { x: -0.75, y: -1, width: 31.5, height: 27 }],
  ['one pixel', [1, 1], [3, 2]],
  ['a copy', [23, 9], [12, 5], { x: 7, y: 2, width: 12, height: 5 }],
]

describe.each(NAMES)('the wide resampler with filter %s', (filter) => {
  test.each(SHAPES)('gives the exact value, rounded: %s', (_, [width, height], [toWidth, toHeight], box) => {
    for (const weighted of [false, true]) {
      const picture = noise(width, height)
      const out = { width: toWidth, height: toHeight }
      const job = { ...picture, box: box ?? wholeOf(picture), out, filter, weighted }
      expect(excess(resample(job), reference(job))).toBeLessThan(TOLERANCE)
    }
  })
})

describe('a gradient over few levels of 8 bits', () => {
  const opaque = paint(160, 40, (x, y, c) => (c === 3 ? 65_535 : 20_000 + 13 * x + 7 * y + 90 * c))
  const faint = paint(160, 40, (x, y, c) => (c === 3 ? 900 + 9 * x : 20_000 + 130 * x + 70 * y))

  function roundedTwice(job: Job): Uint8Array {
    const instance = kernel()
    const handle = instance.resampleOpen({ channels: 4, ...geometryOf(job) })
    const rows = instance.alloc(job.data.length)
    const narrow = Uint8Array.from(job.data, (level) => Math.round(level / 257))
    bytes(instance, rows, narrow.length).set(narrow)
    const [pixels, made] = [job.width * job.height, job.out.width * job.out.height]
    if (job.weighted) instance.premultiply(rows, pixels)
    instance.resampleRows(handle, rows, job.width * 4, job.height)
    if (job.weighted) instance.unpremultiply(instance.resampleOutput(handle), made)
    return bytes(instance, instance.resampleOutput(handle), made * 4)
  }

  test.each([
    ['opaque, reduced', opaque, { width: 50, height: 13 }, 2 * TOLERANCE],
    ['opaque, enlarged', opaque, { width: 333, height: 70 }, 5 * TOLERANCE],
    ['faint, reduced', faint, { width: 50, height: 13 }, 5],
    ['faint, enlarged', faint, { width: 333, height: 70 }, 5],
  ])('is rounded only once: %s', (_, gradient, out, off) => {
    const weighted = gradient === faint
    const job: Job = { ...gradient, box: wholeOf(gradient), out, filter: 'lanczos3', weighted }
    const wanted = reference(job)
    expect(excess(resample(job), wanted)).toBeLessThan(TOLERANCE)
    expect(excess(roundedTwice(job), wanted)).toBeGreaterThan(off)
  })

  test('is copied with each level rounded to 8 bits', () => {
    const all = paint(256, 256, (x, y) => x * 256 + y)
    const job: Job = { ...all, box: wholeOf(all), out: wholeOf(all), filter: 'lanczos3', weighted: false }
    expect([...resample(job)]).toEqual(Array.from(all.data, (level) => Math.round(level / 257)))
  })
})

test('applies a curve to colors only, before they are weighted by alpha', () => {
  const picture = noise(40, 30)
  const curve = (level: number) => 65_535 * (level / 65_535) ** 2.2
  for (const weighted of [false, true]) {
    const job: Job = {
      ...picture,
      box: wholeOf(picture),
      out: { width: 17, height: 50 },
      filter: 'catrom',
      weighted,
      curve,
    }
    expect(excess(resample(job), reference(job))).toBeLessThan(TOLERANCE)
  }
})

test('makes transparent pixels 0, and does not spread their color', () => {
  const red = paint(40, 40, (x, _, c) => [65_535, x < 20 ? 0 : 65_535, 0, x < 20 ? 65_535 : 0][c] ?? 0)
  const job: Job = {
    ...red,
    box: wholeOf(red),
    out: { width: 27, height: 9 },
    filter: 'lanczos3',
    weighted: true,
  }
  const pixels = new Uint32Array(resample(job).buffer)
  expect(pixels[26]).toBe(0)
  const seen = [...pixels].filter((pixel) => pixel >>> 24 > 0)
  expect(seen.length).toBeGreaterThan(9 * 13)
  expect(seen.filter((pixel) => (pixel & 0xffffff) !== 0xff)).toEqual([])
})

const side = fc.integer({ min: 1, max: 40 })
const fraction = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.9, noNaN: true }))
const jobs = fc
  .tuple(side, side, side, side, fc.constantFrom(...NAMES), fraction, fraction, fc.boolean())
  .map(([width, height, outWidth, outHeight, filter, left, top, weighted]): Job => {
    const [x, y] = [left * width - 1, top * height - 1]
    const box = { x, y, width: width + 1 - x, height: height + 1 - y }
    return { ...noise(width, height), box, out: { width: outWidth, height: outHeight }, filter, weighted }
  })

test('gives the same result for any strips, in the declared memory', () => {
  const heights = fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(jobs, heights, (job, cuts) => {
      expect(resample(job, cuts)).toEqual(resample(job, [job.height]))
      const instance = kernel()
      const before = instance.alloc(0)
      instance.resampleWideOpen({ ...geometryOf(job), ...PLAIN, weigh: 1 })
      const used = instance.alloc(0) - before - EMPTY_BLOCK
      const { width, height } = job
      expect(wideResampleMemory({ ...job, channels: 4, in: { width, height } })).toBe(used)
    }),
    { numRuns: runs(60) },
  )
})

const EMPTY_BLOCK = 64

test('skips rows outside the box', () => {
  const picture = noise(20, 200)
  const box = { x: 0, y: 80, width: 20, height: 40 }
  const job: Job = { ...picture, box, out: { width: 10, height: 20 }, filter: 'lanczos3', weighted: false }
  const data = picture.data
    .slice()
    .fill(0, 0, 75 * 80)
    .fill(0, 125 * 80)
  expect(resample({ ...job, data })).toEqual(resample(job))
})

test.each<[string, readonly number[], number]>([
  ['an unknown filter', [9, 9, 0, 0, 9, 9, 3, 3, 4], -2],
  ['no width', [0, 9, 0, 0, 9, 9, 3, 3, 3], -3],
  ['a box that is not a number', [9, 9, 0, Number.NaN, 9, 9, 3, 3, 3], -3],
  ['a box far outside', [9, 9, 90, 0, 9, 9, 3, 3, 3], -3],
  ['an output beyond all memory', [9, 9, 0, 0, 9, 9, 1 << 20, 1 << 20, 3], -3],
  ['a ring beyond all memory', [9, 1 << 20, 0, 0, 9, 1 << 20, 1 << 20, 1, 3], -3],
])('refuses %s', (_, geometry, status) => {
  const [inWidth = 0, inHeight = 0, x = 0, y = 0, width = 0, height = 0] = geometry
  const [outWidth = 0, outHeight = 0, filter = 0] = geometry.slice(6)
  const values = { inWidth, inHeight, x, y, width, height, outWidth, outHeight, filter }
  expect(kernel().resampleWideOpen({ ...values, ...PLAIN })).toBe(status)
})
