import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { bubble } from '../../../../../samples/bubble.ts'
import { pebbles } from '../../../../../samples/pebbles.ts'
import { readPng } from '../../../../../src/engine/formats/png/reader.ts'
import { type PngSettings, writePng } from '../../../../../src/engine/formats/png/writer.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { pngKernel } from '../../../../support/png/kernel.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'
import { runs } from '../../../../support/properties/runs.ts'

async function reduced(frame: Frame, settings: Omit<PngSettings, 'alpha'> & { alpha?: boolean }) {
  const copy = { ...frame, data: frame.data.slice() }
  const file = await writePng(copy, { alpha: true, ...settings }, pngKernel())
  const image = sharp(file, { failOn: 'warning' }).toColourspace('srgb').ensureAlpha()
  return { file, depth: file[24], colorType: file[25], shown: new Uint8Array(await image.raw().toBuffer()) }
}

const colorsOf = (rgba: Uint8Array) => new Set(new Uint32Array(rgba.slice().buffer))

/** Returns the root mean square difference between premultiplied samples. */
function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) {
    const alpha = at | 3
    const factor = (rgba: Uint8Array) => (at === alpha ? 1 : (rgba[alpha] ?? 0) / 255)
    sum += ((a[at] ?? 0) * factor(a) - (b[at] ?? 0) * factor(b)) ** 2
  }
  return Math.sqrt(sum / a.length)
}

const drawing = (width: number, height: number): Frame => {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isDisc = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (height / 3) ** 2
      data.set(
        isDisc ? [240, 80 + (x >> 3), 40, 255] : [20, 60, (255 * y) / height, 255],
        4 * (y * width + x),
      )
    }
  }
  return { width, height, data }
}

const PICTURES = [
  ['a drawing', () => drawing(320, 200)],
  ['a photograph', () => pebbles(240, 160)],
  ['a photograph with alpha', () => bubble(240, 180)],
] as const

describe.each(PICTURES)('%s in a palette', (_, make) => {
  it('is near the picture, the nearer the more colors it has', async () => {
    const frame = make()
    let last = Number.POSITIVE_INFINITY
    for (const colors of [2, 4, 16, 64, 256]) {
      const { shown, colorType, depth } = await reduced(frame, { colors, dither: false })
      expect(colorsOf(shown).size).toBeLessThanOrEqual(colors)
      expect([colorType, depth]).toEqual([3, { 2: 1, 4: 2, 16: 4 }[colors] ?? 8])
      const far = difference(shown, frame.data)
      expect(far).toBeLessThan(last)
      last = far
    }
    expect(last).toBeLessThan(6)
  })

  it('is smaller without dithering, and then larger errors remain in its areas', async () => {
    const frame = make()
    const [dithered, plain] = await Promise.all([
      reduced(frame, { colors: 16 }),
      reduced(frame, { colors: 16, dither: false }),
    ])
    expect(plain.file.length).toBeLessThan(dithered.file.length)
    const blurred = (data: Uint8Array) =>
      sharp(data, { raw: { width: frame.width, height: frame.height, channels: 4 } })
        .blur(4)
        .raw()
        .toBuffer()
    const [original, ours, theirs] = await Promise.all([frame.data, dithered.shown, plain.shown].map(blurred))
    if (!original || !ours || !theirs) throw new Error('a picture is missing')
    expect(difference(ours, original)).toBeLessThan(difference(theirs, original))
  })

  it('is about as small as that of sharp', async () => {
    const frame = make()
    const { width, height, data } = frame
    const theirs = await sharp(data, { raw: { width, height, channels: 4 } })
      .png({ palette: true, compressionLevel: 6 })
      .toBuffer()
    const { file } = await reduced(frame, { colors: 256, compression: 6 })
    expect(file.length / theirs.length).toBeLessThanOrEqual(1.1)
  })
})

test('keeps flat areas, transparent and opaque pixels exactly', async () => {
  const frame = drawing(200, 150)
  const random = randomNumbers(5)
  for (let pixel = 0; pixel < 200 * 50; pixel++) frame.data.set([0, 0, 0, 0], 4 * pixel)
  for (let pixel = 200 * 120; pixel < 200 * 150; pixel++) frame.data.set([246, 248, 250, 255], 4 * pixel)
  for (let pixel = 200 * 60; pixel < 200 * 70; pixel++)
    frame.data.set([random(), random(), random(), random()], 4 * pixel)
  const { shown } = await reduced(frame, { colors: 64 })
  expect(Buffer.compare(shown.subarray(0, 200 * 50 * 4), frame.data.subarray(0, 200 * 50 * 4))).toBe(0)
  const below = 200 * 121 * 4
  expect(Buffer.compare(shown.subarray(below), frame.data.subarray(below))).toBe(0)
  for (let at = 200 * 71 * 4 + 3; at < shown.length; at += 4) expect(shown[at]).toBe(255)
})

/** Returns a disc with a gradient, a translucent rectangle and a soft shadow on a clear ground. */
const icon = (side: number): Frame => {
  const data = new Uint8Array(side * side * 4)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const coverage = side / 3 - Math.hypot(x - side / 2, y - side / 2)
      const shadow = Math.max(0, 80 - 8 * Math.abs(coverage))
      const isRectangle = x < side / 3 && y > (2 * side) / 3
      const edge = [200, (200 * y) / side, (250 * x) / side, 255 * Math.min(1, Math.max(0, coverage))]
      data.set(coverage > 0 ? edge : isRectangle ? [0, 90, 200, 153] : [0, 0, 0, shadow], 4 * (y * side + x))
    }
  }
  return { width: side, height: side, data }
}

test('keeps opaque pixels opaque and clear pixels clear, however few colors there are', async () => {
  const frame = icon(128)
  for (const dither of [true, false]) {
    for (const colors of [2, 3, 4, 8, 16, 32, 64, 256]) {
      const { shown } = await reduced(frame, { colors, dither })
      for (let at = 3; at < shown.length; at += 4) {
        const alpha = frame.data[at]
        if (alpha === 255 || alpha === 0) expect(shown[at]).toBe(alpha)
      }
    }
  }
})

test('finds nearly the nearest colors for a picture of very many colors', async () => {
  const random = randomNumbers(9)
  const data = Uint8Array.from({ length: 500 * 400 * 4 }, (_, at) => (at % 4 === 3 ? 255 : random()))
  const { shown } = await reduced({ width: 500, height: 400, data }, { colors: 64, dither: false })
  const palette = [...colorsOf(shown)].map((rgba) => [rgba & 255, (rgba >> 8) & 255, (rgba >> 16) & 255])
  /** Returns the squared difference of luma and chroma (`kernel/palette/space.ts`). */
  function distance([r = 0, g = 0, b = 0]: readonly number[], at: number): number {
    const [red, green, blue] = [r - (data[at] ?? 0), g - (data[at + 1] ?? 0), b - (data[at + 2] ?? 0)]
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return luma ** 2 + (0.45 * (blue - luma)) ** 2 + (0.6 * (red - luma)) ** 2
  }
  let ours = 0
  let nearest = 0
  for (let at = 0; at < data.length; at += 40) {
    ours += distance([...shown.subarray(at, at + 3)], at)
    nearest += Math.min(...palette.map((color) => distance(color, at)))
  }
  expect(ours / nearest).toBeLessThan(1.1)
})

test('chooses filters only if they make a palette smaller', async () => {
  for (const [, make] of PICTURES) {
    const frame = make()
    const fixed = await reduced(frame, { colors: 256, compression: 6 })
    const chosen = await reduced(frame, { colors: 256, compression: 6, adaptive: true })
    expect(chosen.file.length).toBeLessThan(fixed.file.length * 1.02)
    expect(Buffer.compare(chosen.shown, fixed.shown)).toBe(0)
  }
})

test('reduces random pictures', async () => {
  const side = fc.integer({ min: 1, max: 70 })
  const height = fc.integer({ min: 1, max: 140 })
  const settings = fc.record({
    alpha: fc.boolean(),
    dither: fc.boolean(),
    colors: fc.oneof(fc.constantFrom(2, 3, 16, 17, 256), fc.integer({ min: 2, max: 256 })),
  })
  await fc.assert(
    fc.asyncProperty(side, height, fc.nat({ max: 255 }), settings, async (width, height, noise, settings) => {
      const random = randomNumbers(width * 71 + height)
      const data = Uint8Array.from(
        { length: width * height * 4 },
        (_, at) => (at >> 4) + (random() % (noise + 1)),
      )
      const { file, shown } = await reduced({ width, height, data }, settings)
      expect(colorsOf(shown).size).toBeLessThanOrEqual(settings.colors)
      if (!settings.alpha) expect(shown.every((level, at) => at % 4 < 3 || level === 255)).toBe(true)
      const header = probe(file, true)
      if (header === undefined) throw new Error('there is no header')
      const { strips } = await readPng(byteInput(file), header, pngKernel())
      let rows = 0
      for await (const { planes } of strips) rows += planes[0]?.count ?? 0
      expect(rows).toBe(height)
    }),
    { numRuns: runs(300) },
  )
})
