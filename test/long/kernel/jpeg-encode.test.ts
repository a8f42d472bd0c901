import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import { jpegEncoderMemory } from '../../../src/engine/formats/jpeg/encoder-memory.ts'
import { inverseDct, quantized } from '../../support/jpeg/dct-reference.ts'
import {
  convert,
  encode,
  encodePieces,
  growingNoise,
  noise,
  openEncoder,
  picture,
  readPieces,
} from '../../support/jpeg/encode.ts'
import { type HuffmanTable, readJpeg } from '../../support/jpeg/reference.ts'
import { kernel } from '../../support/kernel/kernel.ts'
import { psnr } from '../../support/picture/psnr.ts'
import { runs } from '../../support/properties/runs.ts'

const LAYOUTS = [
  { layout: 0, name: 'Y only', sampling: 0 },
  { layout: 1, name: '4:4:4', sampling: 1 },
  { layout: 2, name: '4:2:0', sampling: 2 },
] as const

const decode = (file: Uint8Array) => readJpeg(file).planes.map(({ data }) => Uint8ClampedArray.from(data))

const FRAMES = { lighthouse: lighthouse(58, 74), pebbles: pebbles(101, 75) }

describe.each(LAYOUTS)('the JPEG encoder with the layout $name', ({ layout, sampling }) => {
  test.each(Object.entries(FRAMES))(
    'is as good as in double precision, and sharp decodes the file alike: %s',
    async (_, frame) => {
      const from = convert(frame, layout)
      for (const quality of [1, 50, 82, 100]) {
        const file = encode(from, quality)
        const { steps, width, height, planes } = readJpeg(file)
        expect({ width, height }).toEqual({ width: frame.width, height: frame.height })
        expect(planes).toHaveLength(from.planes.length)
        for (const [i, original] of from.planes.entries()) {
          // The dead zone drops small coefficients, except at quality 100.
          const ideal = psnr(quantized(original, steps.get(Math.min(i, 1)) ?? []), original.data)
          expect(psnr(planes[i]?.data ?? [], original.data)).toBeGreaterThan(
            ideal - (quality < 100 ? 0.7 : 0.3),
          )
        }
        const { data, info } = await sharp(file, { failOn: 'warning' })
          .raw()
          .toBuffer({ resolveWithObject: true })
        expect(info).toMatchObject({ width: frame.width, height: frame.height })
        if (sampling !== 2) {
          const seen = convert({ ...frame, data: withAlpha(data, info.channels) }, layout)
          for (const [i, decoded] of decode(file).entries()) {
            expect(psnr(seen.planes[i]?.data ?? [], decoded)).toBeGreaterThan(quality === 1 ? 35 : 45)
          }
        }
      }
    },
  )

  test('keeps every sample in its place at any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        async (width, height) => {
          const from = picture(layout, width, height, (x, y, c) => 128 + 90 * Math.sin(x / 7 + y / 5 + c))
          const file = encode(from, 95)
          for (const [i, decoded] of decode(file).entries()) {
            expect(psnr(decoded, from.planes[i]?.data ?? [])).toBeGreaterThan(35)
          }
          const seen = await sharp(file, { failOn: 'warning' }).metadata()
          expect({ width: seen.width, height: seen.height }).toEqual({ width, height })
        },
      ),
      { numRuns: runs(25) },
    )
  })

  test('keeps the values of a flat picture in a tiny file', () => {
    const values = [200, 90, 40]
    const file = encode(
      picture(layout, 160, 96, (_x, _y, c) => values[c] as number),
      90,
    )
    for (const [i, decoded] of decode(file).entries()) {
      expect(new Set(decoded)).toEqual(new Set([values[i]]))
    }
    expect(file.length).toBeLessThan(500)
  })

  test('encodes noise at quality 100 with the longest codes, in pieces of at most 64 KB', async () => {
    const next = noise()
    const from = picture(layout, 203, 301, () => next())
    const pieces = encodePieces(from, 100)
    expect(pieces.length).toBeGreaterThan(1)
    for (const { length } of pieces) expect(length).toBeLessThanOrEqual(65_536)
    const file = Buffer.concat(pieces)
    for (const [i, decoded] of decode(file).entries()) {
      expect(psnr(decoded, from.planes[i]?.data ?? [])).toBeGreaterThan(55)
    }
    await sharp(file, { failOn: 'warning' }).stats()
  })

  test('encodes extreme samples in every frequency', () => {
    const sign = (x: number, frequency: number) =>
      Math.cos(((2 * (x % 8) + 1) * frequency * Math.PI) / 16) >= 0
    const from = picture(layout, 8 * 24, 8 * 24, (x, y) => {
      const [u, v] = [(x >> 3) % 8, (y >> 3) % 8]
      return sign(x, u) === sign(y, v) ? 255 : 0
    })
    for (const [i, decoded] of decode(encode(from, 100)).entries()) {
      expect(psnr(decoded, from.planes[i]?.data ?? [])).toBeGreaterThan(55)
    }
  })

  test('does not depend on gaps between rows', () => {
    const from = convert(FRAMES.pebbles, layout)
    expect(encode(from, 75, 0, 13)).toEqual(encode(from, 75))
  })

  test('writes a JFIF file', () => {
    const { segments, huffman } = readJpeg(encode(convert(FRAMES.lighthouse, layout), 80))
    expect(segments.map(({ marker }) => marker)).toEqual([0xe0, 0xdb, 0xc0, 0xc4, 0xda])
    expect(Buffer.from(segments[0]?.data ?? []).toString('latin1')).toBe('JFIF\0\x01\x02\0\0\x01\0\x01\0\0')
    expect([...huffman.keys()].sort()).toEqual(layout === 0 ? [0x00, 0x10] : [0x00, 0x01, 0x10, 0x11])
    const factors = { 0: [0x11], 1: [0x11, 0x11, 0x11], 2: [0x22, 0x11, 0x11] }[layout]
    expect([...(segments[2]?.data ?? [])].slice(6)).toEqual(
      factors.flatMap((f, i) => [i + 1, f, Math.min(i, 1)]),
    )
  })
})

function withAlpha(data: Uint8Array, channels: number): Uint8Array {
  const pixels = data.length / channels
  return Uint8Array.from({ length: pixels * 4 }, (_, i) => {
    const [pixel, channel] = [i >> 2, i & 3]
    return channel === 3 ? 255 : (data[pixel * channels + Math.min(channel, channels - 1)] as number)
  })
}

const stepsAt = (quality: number, layout = 1) =>
  readJpeg(
    encode(
      picture(layout, 16, 16, () => 0),
      quality,
    ),
  ).steps

const TABLES = [
  { name: 'luma', layout: 2, table: 0 },
  { name: 'chroma of half the size', layout: 2, table: 1 },
  { name: 'chroma of full size', layout: 1, table: 1 },
]

test.each(TABLES)('has finer steps of $name at a higher quality, down to 1', ({ layout, table }) => {
  for (let quality = 2; quality <= 100; quality++) {
    const [below, steps] = [stepsAt(quality - 1, layout).get(table), stepsAt(quality, layout).get(table)]
    expect(steps?.every((step, at) => step >= 1 && step <= (below?.[at] ?? 0))).toBe(true)
  }
  expect(new Set(stepsAt(100, layout).get(table))).toEqual(new Set([1]))
  expect(Math.min(...(stepsAt(1, layout).get(table) ?? []))).toBeGreaterThan(100)
})

test.each(TABLES)('raises the quality of high frequencies of $name more than that of low ones', (from) => {
  const [coarse, fine] = [50, 85].map((quality) => stepsAt(quality, from.layout).get(from.table) ?? [])
  const ratio = (at: number) => (coarse?.[at] ?? 0) / (fine?.[at] ?? 1)
  // Power laws: luma has the exponents 0.81 at the frequency (0, 1) and 1.11 at (3, 7).
  if (from.table === 0) {
    expect(ratio(1)).toBeCloseTo(0.3 ** -(52 / 64), 0)
    expect(ratio(3 * 8 + 7)).toBeCloseTo(0.3 ** -(71 / 64), 0)
  }
  // Exactly the same steps for (u, v) and (v, u).
  for (let at = 0; at < 64; at++) expect(fine?.[at]).toBe(fine?.[(at & 7) * 8 + (at >> 3)])
})

test.each([
  { name: 'luma', component: 0, threshold: 0.62 },
  { name: 'chroma', component: 1, threshold: 0.55 },
])('drops coefficients of $name below $threshold steps', ({ component, threshold }) => {
  const at = 2
  const step = stepsAt(20, 1).get(component)?.[at] ?? 0
  const survives = (steps: number) => {
    const coefficients = Float64Array.from({ length: 64 }, (_, i) => (i === at ? steps * step : 0))
    const samples = inverseDct(coefficients)
    const from = picture(1, 8, 8, (x, y, c) => 128 + (c === component ? (samples[y * 8 + x] ?? 0) : 0))
    return new Set(decode(encode(from, 20))[component]).size > 1
  }
  // Samples are rounded, which changes a coefficient by at most 0.1 steps.
  expect(survives(threshold - 0.1)).toBe(false)
  expect(survives(threshold + 0.1)).toBe(true)
})

test.each([
  { name: 'lighthouse', paint: lighthouse, lengths: [7167, 12_593] },
  { name: 'pebbles', paint: pebbles, lengths: [11_841, 21_317] },
])('keeps the bytes of quality 60 and 85: $name', ({ paint, lengths }) => {
  const from = convert(paint(324, 216), 2)
  expect([60, 85].map((quality) => encode(from, quality).length)).toEqual(lengths)
})

test('has steps of at least 2 up to quality 90, which bound the memory of a progressive file', () => {
  for (const { layout, table } of TABLES) {
    expect(Math.min(...(stepsAt(90, layout).get(table) ?? []))).toBeGreaterThanOrEqual(2)
  }
})

/**
 * Returns the bits that Huffman codes take without a length limit: the sum of all merged counts.
 */
function minBits(counts: readonly number[]): number {
  const queue = [...counts].sort((a, b) => a - b)
  let bits = queue.length === 1 ? (queue[0] as number) : 0
  while (queue.length > 1) {
    const merged = (queue.shift() as number) + (queue.shift() as number)
    bits += merged
    const at = queue.findIndex((count) => count >= merged)
    queue.splice(at < 0 ? queue.length : at, 0, merged)
  }
  return bits
}

function bitsOf({ symbols, counts }: HuffmanTable): number {
  let bits = 0
  for (const [code, symbol] of symbols) bits += code.length * (counts.get(symbol) ?? 0)
  return bits
}

test.each([
  ['a photograph', 82, convert(FRAMES.pebbles, 2)],
  ['noise of growing strength', 100, growingNoise(1)],
])('has optimal Huffman codes for %s', (_, quality, from) => {
  for (const table of readJpeg(encode(from, quality)).huffman.values()) {
    expect([...table.counts.keys()].sort()).toEqual([...table.symbols.values()].sort())
    // The reserved code and the limit of 16 bits cost a little.
    const least = minBits([...table.counts.values()])
    expect(bitsOf(table)).toBeLessThanOrEqual(least * 1.01 + 8)
  }
})

test('limits codes to 16 bits', () => {
  const ac = readJpeg(encode(growingNoise(1), 100)).huffman.get(0x10)
  const lengths = [...(ac?.symbols.keys() ?? [])].map((code) => code.length)
  expect(Math.max(...lengths)).toBe(16)
  expect(lengths.filter((length) => length === 16).length).toBeGreaterThan(2)
})

test.each([0, 1])('allocates the declared memory in mode %d', (mode) => {
  for (const { layout } of LAYOUTS) {
    for (const quality of [80, 90, 91, 100]) {
      const instance = kernel()
      const before = instance.alloc(0)
      expect(instance.encodeOpen(1200, 800, layout, quality, mode)).toBe(0)
      const y = instance.alloc(1200 * 800)
      // `alloc(0)` takes guard bytes.
      const size = { width: 1200, height: 800 }
      expect(y - before - 64).toBe(jpegEncoderMemory(size, layout, quality, mode))
      const chroma = instance.alloc(1200 * 800)
      instance.encodePlanes(y, 1200, chroma, 1200, chroma)
      while (instance.encodeNext() > 0) expect(instance.encodeOutput()).toBeLessThan(y)
      expect(instance.alloc(0)).toBe(chroma + 1200 * 800 + 64)
    }
  }
})

const UNSUPPORTED = -2
const LIMIT = -3

test.each<[string, [width: number, height: number, layout: number, quality: number, mode: number], number]>([
  ['an unknown layout', [8, 8, 3, 80, 0], UNSUPPORTED],
  ['a negative layout', [8, 8, -1, 80, 0], UNSUPPORTED],
  ['an unknown mode', [8, 8, 0, 80, 4], UNSUPPORTED],
  ['no width', [0, 8, 1, 80, 0], LIMIT],
  ['a negative height', [8, -8, 1, 80, 0], LIMIT],
  ['a width above the maximum of JPEG', [65_536, 8, 1, 80, 0], LIMIT],
  ['a height above the maximum of JPEG', [8, 65_536, 1, 80, 0], LIMIT],
  ['quality 0', [8, 8, 1, 0, 0], LIMIT],
  ['quality 101', [8, 8, 1, 101, 0], LIMIT],
])('refuses %s', (_, settings, status) => {
  expect(kernel().encodeOpen(...settings)).toBe(status)
})

test('encodes the same planes again at other qualities', () => {
  const from = convert(FRAMES.pebbles, 2)
  const instance = kernel()
  const begin = openEncoder(instance, from, 90)
  for (const quality of [90, 40, 97]) {
    expect(instance.encodeQuality(quality)).toBe(0)
    begin()
    expect(Buffer.concat(readPieces(instance))).toEqual(encode(from, quality))
  }
  for (const quality of [0, 101]) expect(instance.encodeQuality(quality)).toBe(LIMIT)
})

test('returns no piece before it has planes', () => {
  const instance = kernel()
  for (const mode of [0, 1]) {
    instance.encodeOpen(8, 8, 0, 80, mode)
    expect(instance.encodeNext()).toBe(0)
  }
})
