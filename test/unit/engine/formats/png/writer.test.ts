import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { readPng } from '../../../../../src/engine/formats/png/reader.ts'
import { type PngSettings, writePng } from '../../../../../src/engine/formats/png/writer.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { bytes } from '../../../../support/kernel/kernel.ts'
import { pngKernel } from '../../../../support/png/kernel.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'
import { runs } from '../../../../support/properties/runs.ts'

type Paint = (x: number, y: number, random: () => number) => readonly number[]

const PAINTS = {
  noise: (_x, _y, random) => [random(), random(), random(), random()],
  slope: (x, y, random) => [x * 3 + y, y * 2, x + (random() & 3), 255 - (y >> 2)],
  flat: () => [10, 20, 30, 40],
  gray: (x, y) => [x ^ y, x ^ y, x ^ y, 255],
} satisfies Record<string, Paint>
const NAMES = Object.keys(PAINTS) as (keyof typeof PAINTS)[]

function frame(width: number, height: number, name: keyof typeof PAINTS): Frame {
  const random = randomNumbers(width * 1000 + height)
  const data = new Uint8Array(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) {
    data.set(PAINTS[name](pixel % width, Math.floor(pixel / width), random), pixel * 4)
  }
  return { width, height, data }
}

const withoutAlpha = (data: Uint8Array) => data.map((level, at) => (at % 4 === 3 ? 255 : level))

const write = (picture: Frame, settings: PngSettings) => writePng(picture, settings, pngKernel())

async function read(file: Uint8Array) {
  const header = probe(file, true)
  if (header === undefined) throw new Error('there is no header')
  const { layout, strips } = await readPng(byteInput(file), header, pngKernel())
  const rows: Buffer[] = []
  for await (const { planes } of strips) rows.push(...planes.map((plane) => Buffer.from(plane.rows)))
  const data = Buffer.concat(rows)
  const channels = { gray: 1, rgb24: 3 }[layout as 'gray' | 'rgb24'] ?? 4
  return { header, rgba: inRgba(data, channels) }
}

function inRgba(data: Uint8Array, channels: number): Buffer {
  if (channels === 4) return Buffer.from(data)
  const pixels = data.length / channels
  return Buffer.from(
    Array.from({ length: pixels * 4 }, (_, at) => {
      const from = (at >> 2) * channels
      return at % 4 === 3 ? 255 : (data[from + (channels === 3 ? at % 4 : 0)] ?? 0)
    }),
  )
}

const SETTINGS = fc.record({
  alpha: fc.boolean(),
  adaptive: fc.option(fc.boolean(), { nil: undefined }),
  compression: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
})

test('writes files that our decoder reads', async () => {
  const side = fc.integer({ min: 1, max: 70 })
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      fc.constantFrom(...NAMES),
      SETTINGS,
      async (width, height, name, settings) => {
        const picture = frame(width, height, name)
        const { header, rgba } = await read(await write(picture, settings))
        const expected = settings.alpha ? picture.data : withoutAlpha(picture.data)
        const alpha = expected.some((level, at) => at % 4 === 3 && level < 255)
        expect(header).toMatchObject({ format: 'png', width, height, alpha })
        expect(Buffer.compare(rgba, expected)).toBe(0)
      },
    ),
    { numRuns: runs(60) },
  )
})

describe.each(NAMES)('a written PNG of %s', (name) => {
  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('is read by sharp, alpha: %s, adaptive: %s', async (alpha, adaptive) => {
    for (const [width, height] of [
      [1, 1],
      [300, 200],
      [2, 301],
      [30_000, 2],
    ] as const) {
      const picture = frame(width, height, name)
      const file = await write(picture, { alpha, adaptive })
      const theirs = await sharp(file, { failOn: 'warning' })
        .toColourspace('srgb')
        .ensureAlpha()
        .raw()
        .toBuffer()
      expect(Buffer.compare(theirs, alpha ? picture.data : withoutAlpha(picture.data))).toBe(0)
    }
  })
})

test('writes colors and alpha only if they are needed', async () => {
  const channels = async (picture: Frame, alpha: boolean) => {
    const { components, alpha: transparent } = (await read(await write(picture, { alpha }))).header
    return components + Number(transparent)
  }
  expect(await channels(frame(90, 90, 'gray'), false)).toBe(1)
  expect(await channels(frame(90, 90, 'gray'), true)).toBe(1)
  expect(await channels(frame(90, 90, 'slope'), false)).toBe(3)
  expect(await channels(frame(90, 90, 'slope'), true)).toBe(4)
  for (const channel of [0, 1, 2]) {
    const almost = frame(9, 9, 'gray')
    almost.data[almost.data.length - 4 + channel] = 99
    expect(await channels(almost, false)).toBe(3)
  }
})

describe('the compression of a PNG', () => {
  const picture = frame(200, 150, 'slope')
  const sizeOf = async (settings: Partial<PngSettings>) =>
    (await write(picture, { alpha: false, ...settings })).length

  it('is 3 by default', async () => {
    expect(await sizeOf({})).toBe(await sizeOf({ compression: 3 }))
  })

  it('makes files smaller at higher levels', async () => {
    const stored = await sizeOf({ compression: 0 })
    const fast = await sizeOf({ compression: 1 })
    const small = await sizeOf({ compression: 9 })
    expect(stored).toBeGreaterThan(200 * 150 * 3)
    expect(fast).toBeLessThan(stored / 2)
    expect(small).toBeLessThan(fast)
  })

  it('gains from filters that are chosen for each row', async () => {
    const mixed = frame(200, 150, 'flat')
    mixed.data.set(frame(200, 75, 'slope').data)
    const fixed = await write(mixed, { alpha: true })
    const chosen = await write(mixed, { alpha: true, adaptive: true })
    expect(chosen.length).toBeLessThan(fixed.length)
  })
})

test('encodes a frame in place if it is in the memory of the kernel', async () => {
  const { data, ...size } = frame(400, 300, 'noise')
  const kernel = pngKernel()
  const resident = bytes(kernel, kernel.alloc(data.length), data.length)
  resident.set(data)
  const file = await writePng({ ...size, data: resident }, { alpha: true }, kernel)
  expect(Buffer.compare((await read(file)).rgba, data)).toBe(0)
})
