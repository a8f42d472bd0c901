import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { type PngSettings, writePng } from '../../../../../src/engine/formats/png/writer.ts'
import { pngKernel } from '../../../../support/png/kernel.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'
import { runs } from '../../../../support/properties/runs.ts'

type Color = readonly [number, number, number, number]

/** Paints pixels whose colors are chosen from a list, in runs. */
function painted(width: number, height: number, colors: readonly Color[], seed = 1) {
  const random = randomNumbers(seed)
  const data = new Uint8Array(width * height * 4)
  let color = colors[0] ?? [0, 0, 0, 0]
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (pixel < colors.length) color = colors[pixel] ?? color
    else if (random() % 4 === 0) color = colors[random() % colors.length] ?? color
    data.set(color, 4 * pixel)
  }
  return { width, height, data }
}

async function written(frame: ReturnType<typeof painted>, settings: PngSettings = { alpha: true }) {
  const file = await writePng(frame, settings, pngKernel())
  const shown = await sharp(file, { failOn: 'warning' }).toColourspace('srgb').ensureAlpha().raw().toBuffer()
  const types: string[] = []
  for (let at = 8; at < file.length; at += 12 + Buffer.from(file).readUInt32BE(at))
    types.push(Buffer.from(file).toString('latin1', at + 4, at + 8))
  return { file, depth: file[24], colorType: file[25], chunks: [...new Set(types)].join(' '), shown }
}

const gray = (level: number, alpha = 255): Color => [level, level, level, alpha]
const color = (n: number, alpha = 255): Color => [
  (n * 37) & 255,
  (n * 91 + 5) & 255,
  (n * 151 + (n >> 8)) & 255,
  alpha,
]
const list = (count: number, make: (n: number) => Color) => Array.from({ length: count }, (_, n) => make(n))

const KINDS = [
  ['black and white', [gray(0), gray(255)], 0, 1, 'IHDR IDAT IEND'],
  ['four grays', list(4, (n) => gray(85 * n)), 0, 2, 'IHDR IDAT IEND'],
  ['sixteen grays', list(16, (n) => gray(17 * n)), 0, 4, 'IHDR IDAT IEND'],
  ['all grays', list(256, gray), 0, 8, 'IHDR IDAT IEND'],
  ['two odd grays', [gray(3), gray(200)], 3, 1, 'IHDR PLTE IDAT IEND'],
  ['a transparent gray', [gray(0), gray(85), gray(255, 0)], 0, 2, 'IHDR tRNS IDAT IEND'],
  ['a transparent gray that is used', [gray(0), gray(85), gray(85, 0)], 3, 2, 'IHDR PLTE tRNS IDAT IEND'],
  ['two colors', list(2, color), 3, 1, 'IHDR PLTE IDAT IEND'],
  ['translucent colors', list(5, (n) => color(n, 50 * n)), 3, 4, 'IHDR PLTE tRNS IDAT IEND'],
  ['200 colors', list(200, color), 3, 8, 'IHDR PLTE IDAT IEND'],
  ['300 colors', list(300, (n) => color(n)), 2, 8, 'IHDR IDAT IEND'],
  ['300 translucent grays', list(300, (n) => gray(n & 255, n >> 1)), 4, 8, 'IHDR IDAT IEND'],
  ['300 translucent colors', list(300, (n) => color(n, n >> 1)), 6, 8, 'IHDR IDAT IEND'],
] as const

describe.each(KINDS)('a picture of %s', (_, colors, colorType, depth, chunks) => {
  it('is written exactly, in the smallest form', async () => {
    for (const [width, height] of [
      [64, 64],
      [401, 203],
    ] as const) {
      const frame = painted(width, height, colors)
      const expected = Buffer.from(frame.data)
      const { shown, ...form } = await written(frame)
      expect(Buffer.compare(shown, expected)).toBe(0)
      expect(form).toMatchObject({ colorType, chunks })
      // Packed samples may be larger than bytes if deflate finds longer repetitions in these.
      expect([depth, 8]).toContain(form.depth)
    }
  })
})

test('packs bits if that makes a file smaller', async () => {
  const { depth } = await written(painted(300, 300, [gray(3), gray(200)]))
  expect(depth).toBe(1)
})

test('counts no alpha if the picture has none', async () => {
  const frame = painted(
    40,
    40,
    list(20, (n) => color(n & 1, n)),
  )
  const { shown, colorType, depth } = await written(frame, { alpha: false })
  expect([colorType, depth]).toEqual([3, 1])
  expect(
    Buffer.compare(
      shown,
      frame.data.map((level, at) => (at % 4 === 3 ? 255 : level)),
    ),
  ).toBe(0)
})

test('ends tRNS with the last color that is not opaque', async () => {
  const { file, chunks } = await written(painted(90, 90, [...list(30, color), color(40, 9), color(50, 0)]))
  const at = Buffer.from(file).indexOf('tRNS')
  expect(chunks).toBe('IHDR PLTE tRNS IDAT IEND')
  expect(Buffer.from(file).readUInt32BE(at - 4)).toBe(2)
})

test('keeps RGB if a palette would be larger', async () => {
  // Each row has one color, which the filter reduces to zeros.
  const data = new Uint8Array(200 * 200 * 4)
  for (let pixel = 0; pixel < 40_000; pixel++) data.set(color(Math.floor(pixel / 200)), 4 * pixel)
  const rows = await written({ width: 200, height: 200, data })
  expect(rows.file.length).toBeLessThan(200 * 3 + 700)
  expect((await written(painted(3, 3, list(9, color)))).colorType).toBe(2)
})

/** Paints 500 flat rectangles in up to 181 colors. */
function rectangles(width: number, height: number) {
  const random = randomNumbers(3)
  const chosen = list(500, () => color(random() % 181))
  const data = new Uint8Array(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const x = Math.floor((25 * (pixel % width)) / width)
    const y = Math.floor((20 * Math.floor(pixel / width)) / height)
    data.set(chosen[25 * y + x] ?? [], 4 * pixel)
  }
  return { width, height, data }
}

test.each([
  [800, 600],
  [1200, 900],
])('a higher compression level does not make %d × %d pixels of rectangles larger', async (width, height) => {
  const sizes: number[] = []
  for (const compression of [3, 6, 9]) {
    const fixed = await written(rectangles(width, height), { alpha: false, compression })
    const adaptive = await written(rectangles(width, height), { alpha: false, compression, adaptive: true })
    expect(adaptive.file.length).toBeLessThanOrEqual(fixed.file.length)
    sizes.push(fixed.file.length)
  }
  const [low = 0, medium = 0, high = 0] = sizes
  expect(medium).toBeLessThan(low)
  expect(high).toBeLessThan(medium * 1.02)
})

test('writes every picture of few colors exactly', async () => {
  const side = fc.integer({ min: 1, max: 64 })
  const level = fc.oneof(fc.constantFrom(0, 17, 85, 170, 255), fc.integer({ min: 0, max: 255 }))
  const grays = fc.tuple(level, fc.constantFrom(0, 128, 255)).map(([g, a]): Color => gray(g, a))
  const colors = fc.tuple(level, level, level, fc.constantFrom(0, 7, 255, 255))
  const settings = fc.record({
    alpha: fc.boolean(),
    adaptive: fc.boolean(),
    compression: fc.integer({ min: 0, max: 9 }),
    colors: fc.constantFrom(undefined, 256),
  })
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      fc.array(fc.oneof(grays, colors), { minLength: 1, maxLength: 256 }),
      settings,
      async (width, height, all, settings) => {
        const frame = painted(width, height, all, width)
        const expected = Buffer.from(
          settings.alpha ? frame.data : frame.data.map((each, at) => (at % 4 === 3 ? 255 : each)),
        )
        const { shown } = await written(frame, settings)
        expect(Buffer.compare(shown, expected)).toBe(0)
      },
    ),
    { numRuns: runs(300) },
  )
})
