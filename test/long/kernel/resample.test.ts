import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { pebbles } from '../../../samples/pebbles.ts'
import { resampleMemory } from '../../../src/engine/rows/memory.ts'
import type { Kernel } from '../../../src/engine/wasm/kernel.ts'
import { bytes, kernel } from '../../support/kernel/kernel.ts'
import { resize } from '../../support/picture/jsquash-resize.ts'
import { psnr } from '../../support/picture/psnr.ts'
import {
  type Box,
  FILTERS,
  type FilterName,
  type Plane,
  resampleReference,
  shrunkReference,
} from '../../support/picture/resample-reference.ts'
import { runs } from '../../support/properties/runs.ts'

const NAMES = Object.keys(FILTERS) as FilterName[]

interface Job {
  readonly plane: Plane & { readonly data: Uint8Array }
  readonly box: Box
  readonly out: { readonly width: number; readonly height: number }
  readonly filter: FilterName
}

const open = (instance: Kernel, { plane, box, out, filter }: Job) =>
  instance.resampleOpen({
    channels: plane.channels,
    inWidth: plane.width,
    inHeight: plane.height,
    x: box.x,
    y: box.y,
    width: box.width,
    height: box.height,
    outWidth: out.width,
    outHeight: out.height,
    filter: NAMES.indexOf(filter),
  })

/**
 * Resamples a picture.
 * @param heights heights of the strips, repeated
 * @param gap number of bytes between rows
 */
function resample(job: Job, heights: readonly number[] = [16], gap = 0): Uint8Array {
  const { plane, out } = job
  const instance = kernel()
  const handle = open(instance, job)
  expect(handle).toBe(0)
  const row = plane.width * plane.channels
  const stride = row + gap
  const strip = instance.alloc(stride * Math.max(...heights))
  for (let y = 0, i = 0; y < plane.height; i++) {
    const count = Math.min(heights[i % heights.length] as number, plane.height - y)
    for (let k = 0; k < count; k++) {
      bytes(instance, strip + k * stride, row).set(plane.data.subarray((y + k) * row, (y + k + 1) * row))
    }
    instance.resampleRows(handle, strip, stride, count)
    y += count
  }
  expect(instance.resampleDone(handle)).toBe(out.height)
  return bytes(
    instance,
    instance.resampleOutput(handle),
    out.width * out.height * shown(plane.channels),
  ).slice()
}

/** Returns the output's channel count: colors become RGBA. */
const shown = (channels: number) => (channels === 1 ? 1 : 4)

function reference(job: Job): Uint8ClampedArray {
  const { out, filter } = job
  const { plane, box } = shrunkReference(job.plane, job.box, out.width, out.height)
  const resampled = Uint8ClampedArray.from(resampleReference(plane, box, out.width, out.height, filter))
  if (plane.channels !== 3) return resampled
  const rgba = new Uint8ClampedArray(4 * out.width * out.height).fill(255)
  for (const [at, sample] of resampled.entries()) rgba[Math.floor(at / 3) * 4 + (at % 3)] = sample
  return rgba
}

const wholeOf = ({ width, height }: { width: number; height: number }): Box => ({ x: 0, y: 0, width, height })

function paint(
  width: number,
  height: number,
  channels: number,
  at: (x: number, y: number, c: number) => number,
) {
  const data = new Uint8Array(width * height * channels)
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels)
    data[i] = at(pixel % width, Math.floor(pixel / width), i % channels)
  }
  return { width, height, channels, data }
}

function noise(width: number, height: number, channels: number) {
  let state = width * 31 + height
  return paint(width, height, channels, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

const smooth = (width: number, height: number) =>
  paint(width, height, 1, (x, y) => 128 + 60 * Math.sin(x / 9 + y / 13) + 50 * Math.cos(y / 7 - x / 21))

const JOBS: readonly [name: string, from: [number, number], to: [number, number], box?: Box][] = [
  ['down by a whole number', [160, 120], [40, 30]],
  ['down by a fraction', [160, 120], [67, 43]],
  ['down a little', [100, 80], [99, 79]],
  ['down by far', [900, 300], [7, 5]],
  ['down by 4', [161, 122], [40, 30]],
  ['down by 9', [361, 275], [40, 30]],
  ['down by 17', [343, 264], [20, 15]],
  ['a box between squares', [203, 155], [13, 10], { x: 10.25, y: 7.6, width: 177.3, height: 141.9 }],
  ['one direction only', [90, 60], [90, 17]],
  ['up', [40, 30], [130, 70]],
  ['up and down', [40, 90], [100, 20]],
  ['a box between samples', [160, 120], [40, 30], { x: 10.25, y: 7.6, width: 97.3, height: 81.9 }],
  ['a box beyond the edges', [60, 50], [40, 30], { x: -0.75, y: -1, width: 61.5, height: 52 }],
  ['a box smaller than a sample', [30, 20], [9, 8], { x: 11.3, y: 9.9, width: 0.4, height: 0.2 }],
]

describe.each(NAMES)('the resampler with filter %s', (filter) => {
  test.each(JOBS)('matches double precision: %s', (_, [width, height], [toWidth, toHeight], box) => {
    for (const channels of [1, 3, 4]) {
      const plane = noise(width, height, channels)
      const job = { plane, box: box ?? wholeOf(plane), out: { width: toWidth, height: toHeight }, filter }
      const [got, wanted] = [resample(job), reference(job)]
      expect(psnr(got, wanted)).toBeGreaterThan(60)
      expect(furthest(got, wanted)).toBeLessThanOrEqual(1)
    }
  })

  test('matches double precision for tiny pictures', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 9],
      [9, 1],
      [2, 3],
    ] as const) {
      for (const out of [
        { width: 1, height: 1 },
        { width: 5, height: 1 },
        { width: 3, height: 20 },
      ]) {
        for (const channels of [1, 3, 4]) {
          const plane = noise(width, height, channels)
          const job = { plane, box: wholeOf(plane), out, filter }
          expect(furthest(resample(job), reference(job))).toBeLessThanOrEqual(1)
        }
      }
    }
  })

  test('copies at a scale of 1', () => {
    for (const channels of [1, 4]) {
      const plane = noise(37, 21, channels)
      const box = { x: 3, y: 2, width: 29, height: 17 }
      const cut = paint(
        29,
        17,
        channels,
        (x, y, c) => plane.data[((y + 2) * 37 + x + 3) * channels + c] as number,
      )
      expect(resample({ plane, box, out: box, filter })).toEqual(cut.data)
    }
    const box = { x: 3, y: 2, width: 29, height: 17 }
    const job = { plane: noise(37, 21, 3), box, out: box, filter }
    expect(resample(job)).toEqual(Uint8Array.from(reference(job)))
  })

  test('matches sharp up to rounding, at the edges too', async () => {
    const plane = smooth(300, 200)
    const out = { width: 120, height: 77 }
    const wanted = await sharp(plane.data, { raw: { width: 300, height: 200, channels: 1 } })
      .resize({ ...out, fit: 'fill', kernel: SHARP[filter] })
      .toColourspace('b-w')
      .raw()
      .toBuffer()
    const got = resample({ plane, box: wholeOf(plane), out, filter })
    expect(psnr(got, wanted)).toBeGreaterThan(50)
    expect(furthest(got, wanted)).toBeLessThanOrEqual(2)
  })
})

test.each(NAMES)('matches @jsquash/resize inside the borders: %s', async (filter) => {
  const frame = pebbles(118, 85)
  const plane = { ...frame, channels: 4 }
  for (const out of [
    { width: 40, height: 31 },
    { width: 190, height: 140 },
  ]) {
    // @jsquash/resize leaves out samples beyond the edge. The kernel repeats the last samples.
    const inner = (data: Uint8Array) => crop({ ...out, channels: 4, data }, 5)
    const got = inner(resample({ plane, box: wholeOf(plane), out, filter }))
    expect(psnr(got, inner(await resize(frame, out, filter)))).toBeGreaterThan(60)
  }
})

function crop({ width, height, channels, data }: Plane, border: number): Uint8Array {
  const at = (x: number, y: number, c: number) =>
    data[((y + border) * width + x + border) * channels + c] as number
  return paint(width - 2 * border, height - 2 * border, channels, at).data
}

const SHARP = { triangle: 'linear', catrom: 'cubic', mitchell: 'mitchell', lanczos3: 'lanczos3' } as const

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] as number) - (b[i] as number)))
  return most
}

const jobs = fc
  .record({
    channels: fc.constantFrom(1, 3, 4),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    outWidth: fc.integer({ min: 1, max: 40 }),
    outHeight: fc.integer({ min: 1, max: 40 }),
    filter: fc.constantFrom(...NAMES),
    cut: fc.tuple(fraction(), fraction(), fraction(), fraction()),
  })
  .map(({ channels, width, height, outWidth, outHeight, filter, cut: [left, top, right, bottom] }) => {
    const [x, y] = [left * width - 1, top * height - 1]
    const box = {
      x,
      y,
      width: (width + 1 - x) * (1 - right) + 0.01,
      height: (height + 1 - y) * (1 - bottom) + 0.01,
    }
    return { plane: noise(width, height, channels), box, out: { width: outWidth, height: outHeight }, filter }
  })
  .filter(({ plane, box }) => box.x + box.width <= plane.width + 1 && box.y + box.height <= plane.height + 1)

function fraction() {
  return fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.9, noNaN: true }))
}

test('matches double precision for any box, size and filter, in the declared memory', () => {
  fc.assert(
    fc.property(jobs, (job) => {
      expect(furthest(resample(job), reference(job))).toBeLessThanOrEqual(1)
      const instance = kernel()
      const before = instance.alloc(0)
      open(instance, job)
      const used = instance.alloc(0) - before - EMPTY_BLOCK
      const { width, height, channels } = job.plane
      const declared = resampleMemory({ ...job, in: { width, height }, channels: channels as 1 | 3 | 4 })
      expect(declared).toBe(used)
    }),
    { numRuns: runs(60) },
  )
})

const EMPTY_BLOCK = 64

test('gives the same result for any strips and gaps between rows', () => {
  fc.assert(
    fc.property(
      jobs,
      fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 5 }),
      fc.nat(7),
      (job, heights, gap) => {
        expect(resample(job, heights, gap)).toEqual(resample(job, [job.plane.height]))
      },
    ),
    { numRuns: runs(40) },
  )
})

test('keeps a flat frame exactly', () => {
  fc.assert(
    fc.property(jobs, fc.integer({ min: 0, max: 255 }), (job, value) => {
      const plane = { ...job.plane, data: new Uint8Array(job.plane.data.length).fill(value) }
      const opaque = (at: number) => plane.channels === 3 && at % 4 === 3
      const expected = (sample: number, at: number) => sample === (opaque(at) ? 255 : value)
      expect(resample({ ...job, plane }).every(expected)).toBe(true)
    }),
    { numRuns: runs(40) },
  )
})

test('gives a mirrored result for a mirrored picture', () => {
  const mirror = (plane: Plane) =>
    paint(plane.width, plane.height, 1, (x, y) => {
      return plane.data[(plane.height - y) * plane.width - 1 - x] as number
    })
  for (const out of [
    { width: 61, height: 43 },
    { width: 301, height: 277 },
  ]) {
    const plane = noise(199, 151, 1)
    const job = { plane, box: wholeOf(plane), out, filter: 'lanczos3' } as const
    const turned = mirror({ ...out, channels: 1, data: resample({ ...job, plane: mirror(plane) }) })
    expect(furthest(turned.data, resample(job))).toBeLessThanOrEqual(1)
  }
})

test('keeps the phase of a one-pixel grid', () => {
  // After an enlargement by 3, each line lies on the middle of its three samples.
  const plane = paint(40, 40, 1, (x, y) => (x % 8 === 3 || y % 8 === 3 ? 255 : 0))
  const result = resample({
    plane,
    box: wholeOf(plane),
    out: { width: 120, height: 120 },
    filter: 'triangle',
  })
  const row = [...result.subarray(0, 24)]
  expect(row.indexOf(Math.max(...row))).toBe(3 * 3 + 1)
  expect(row[9]).toBe(row[11])
  expect(row[8]).toBe(row[12])
})

test('keeps the rings of a zone plate that fit, and removes finer ones', () => {
  const size = 256
  const half = size / 2
  // The phase is π·r²/(2·half). At radius r, a wave is 2·half/r samples long.
  const zone = (scale: number) => (x: number, y: number) => {
    const [dx, dy] = [(x + 0.5) * scale - half, (y + 0.5) * scale - half]
    return 127.5 + 127.5 * Math.cos((Math.PI * (dx * dx + dy * dy)) / (2 * half))
  }
  const plane = paint(size, size, 1, zone(1))
  const out = { width: half, height: half }
  const result = resample({ plane, box: wholeOf(plane), out, filter: 'lanczos3' })
  const wanted = paint(half, half, 1, zone(2)).data
  const errors = { kept: 0, vanished: 0 }
  const border = 6
  for (let y = border; y < half - border; y++) {
    for (let x = border; x < half - border; x++) {
      // Unit: the input's highest frequency. The output can hold half of it.
      const frequency = Math.hypot(x + 0.5 - half / 2, y + 0.5 - half / 2) / (half / 2)
      const sample = result[y * half + x] as number
      if (frequency < 0.3)
        errors.kept = Math.max(errors.kept, Math.abs(sample - (wanted[y * half + x] as number)))
      if (frequency > 0.85) errors.vanished = Math.max(errors.vanished, Math.abs(sample - 127.5))
    }
  }
  expect(errors.kept).toBeLessThan(5)
  expect(errors.vanished).toBeLessThan(5)
})

test('reads only the rows that the box and the filter need', () => {
  const plane = noise(40, 200, 1)
  const box = { x: 5, y: 80, width: 30, height: 40 }
  const job = { plane, box, out: { width: 15, height: 20 }, filter: 'lanczos3' } as const
  const instance = kernel()
  const handle = open(instance, job)
  // The filter reaches 6 samples beyond the centers of the outermost output samples, which are at
  // 81 and 119.
  const [first, last] = [75, 125]
  const rows = instance.alloc(plane.data.length)
  bytes(instance, rows, plane.data.length).set(plane.data)
  bytes(instance, rows, first * 40).fill(0)
  instance.resampleRows(handle, rows, 40, last)
  expect(instance.resampleDone(handle)).toBe(20)
  const done = bytes(instance, instance.resampleOutput(handle), 15 * 20).slice()
  instance.resampleRows(handle, rows, 40, 200 - last)
  expect(bytes(instance, instance.resampleOutput(handle), 15 * 20)).toEqual(done)
  expect(done).toEqual(resample(job))
})

test('runs eight times at once, each with its own state', () => {
  const instance = kernel()
  const jobs = Array.from({ length: 8 }, (_, i): Job => {
    const plane = noise(30 + i, 24, i % 2 ? 4 : 1)
    return { plane, box: wholeOf(plane), out: { width: 9 + i, height: 7 }, filter: 'lanczos3' }
  })
  const rows = jobs.map(({ plane: { data } }, i) => {
    expect(open(instance, jobs[i] as Job)).toBe(i)
    const at = instance.alloc(data.length)
    bytes(instance, at, data.length).set(data)
    return at
  })
  for (let y = 0; y < 24; y += 3) {
    for (const [i, { plane }] of jobs.entries()) {
      const stride = plane.width * plane.channels
      instance.resampleRows(i, (rows[i] as number) + y * stride, stride, 3)
    }
  }
  for (const [i, job] of jobs.entries()) {
    const length = job.out.width * job.out.height * job.plane.channels
    expect(bytes(instance, instance.resampleOutput(i), length)).toEqual(resample(job))
  }
  expect(open(instance, jobs[0] as Job)).toBe(LIMIT)
})

const UNSUPPORTED = -2
const LIMIT = -3

test.each<[string, Partial<Record<keyof typeof GOOD, number>>, number]>([
  ['two channels', { channels: 2 }, UNSUPPORTED],
  ['no channels', { channels: 0 }, UNSUPPORTED],
  ['an unknown filter', { filter: 4 }, UNSUPPORTED],
  ['a negative filter', { filter: -1 }, UNSUPPORTED],
  ['no width', { inWidth: 0 }, LIMIT],
  ['a negative height', { inHeight: -5 }, LIMIT],
  ['no output width', { outWidth: 0 }, LIMIT],
  ['no output height', { outHeight: 0 }, LIMIT],
  ['far too wide', { inWidth: 1 << 21 }, LIMIT],
  ['far too high an output', { outHeight: 2 ** 31 - 1 }, LIMIT],
  ['an output beyond all memory', { outWidth: 1 << 20, outHeight: 1 << 20 }, LIMIT],
  [
    'a ring too large for memory',
    { inHeight: 1 << 20, height: 1 << 20, outWidth: 1 << 20, outHeight: 1 },
    LIMIT,
  ],
  ['a box that is not a number', { x: Number.NaN }, LIMIT],
  ['a width that is not a number', { width: Number.NaN }, LIMIT],
  ['an infinite box', { height: Number.POSITIVE_INFINITY }, LIMIT],
  ['a box at infinity', { y: Number.NEGATIVE_INFINITY }, LIMIT],
  ['an empty box', { width: 0 }, LIMIT],
  ['a box turned over', { height: -3 }, LIMIT],
  ['a box too far left', { x: -11.01 }, LIMIT],
  ['a box too far right', { x: 11.01 }, LIMIT],
  ['a box too far down', { y: 11.01 }, LIMIT],
])('refuses %s', (_, change, status) => {
  expect(kernel().resampleOpen({ ...GOOD, ...change })).toBe(status)
})

const GOOD = {
  channels: 1,
  inWidth: 100,
  inHeight: 80,
  x: 0,
  y: 0,
  width: 100,
  height: 80,
  outWidth: 10,
  outHeight: 8,
  filter: 3,
}
