import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromLab, LUMINANCE, toLab } from '../../src/engine/color/lab.ts'
import type { Vector } from '../../src/engine/color/matrix.ts'
import { srgbCurves } from '../../src/engine/color/tables.ts'
import { fromSrgb, toSrgb } from '../../src/engine/color/transfer.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks, byte } from '../support/kernel/pixel-blocks.ts'
import { randomNumbers } from '../support/properties/random.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

const putFloats = (values: readonly number[] | Float32Array) =>
  put(new Uint8Array(Float32Array.from(values).buffer))

function inPlace(rgba: Uint8Array, change: (address: number, count: number) => void): Uint8Array {
  const address = put(rgba)
  change(address, rgba.length / 4)
  return take(address, rgba.length)
}

type Pixel = readonly [r: number, g: number, b: number, alpha: number]

function pixelsOf(rgba: Uint8Array): Pixel[] {
  return Array.from({ length: rgba.length / 4 }, (_, at) => [
    rgba[4 * at] ?? 0,
    rgba[4 * at + 1] ?? 0,
    rgba[4 * at + 2] ?? 0,
    rgba[4 * at + 3] ?? 0,
  ])
}

/**
 * Returns the maximum error against exact colors, clipped to 0 to 255. Alpha must be unchanged.
 */
function distance(made: Uint8Array, from: Uint8Array, exact: (pixel: Pixel) => readonly number[]): number {
  const after = pixelsOf(made)
  return pixelsOf(from).reduce((most, pixel, at) => {
    const [r = 0, g = 0, b = 0] = exact(pixel).map((value) => Math.max(0, Math.min(255, value)))
    const is = after[at] ?? [0, 0, 0, 0]
    expect(is[3]).toBe(pixel[3])
    return Math.max(most, Math.abs(is[0] - r), Math.abs(is[1] - g), Math.abs(is[2] - b))
  }, 0)
}

const ROUNDED = 0.502

const random = randomNumbers(7)
const noise = Uint8Array.from({ length: 4 * 3000 }, () => random() >>> 24)
const everyGray = Uint8Array.from({ length: 1024 }, (_, at) => at >> 2)
const pixels = fc.array(fc.tuple(byte, byte, byte, byte), { maxLength: 20 }).map((list) => list.flat())
const rgbas = pixels.map((values) => Uint8Array.from(values))

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1]
const DISPLAY_P3 = [1.2249, -0.2247, 0, -0.042, 1.0419, 0, -0.0197, -0.0786, 1.0979]

describe('convertColors', () => {
  const curves = srgbCurves()

  function convert(rgba: Uint8Array, matrix: readonly number[], of: Float32Array = curves): Uint8Array {
    return inPlace(rgba, (address, count) =>
      wasm.convertColors(address, count, putFloats(of), putFloats(matrix)),
    )
  }

  function exact([r, g, b]: Pixel, matrix: readonly number[], of: Float32Array = curves): number[] {
    const light = [of[r] ?? 0, of[256 + g] ?? 0, of[512 + b] ?? 0]
    return [0, 3, 6].map((row) => {
      const sum = light.reduce((total, value, at) => total + value * (matrix[row + at] ?? 0), 0)
      return 255 * toSrgb(Math.max(0, Math.min(1, sum)))
    })
  }

  it('keeps sRGB unchanged', () => {
    expect(convert(everyGray, IDENTITY)).toEqual(everyGray)
    expect(convert(noise, IDENTITY)).toEqual(noise)
  })

  it('keeps gray with weights that sum to 1', () => {
    expect(convert(everyGray, [...LUMINANCE, ...LUMINANCE, ...LUMINANCE])).toEqual(everyGray)
  })

  it('rounds the exact value', () => {
    for (const matrix of [DISPLAY_P3, [...LUMINANCE, ...LUMINANCE, ...LUMINANCE]]) {
      expect(distance(convert(noise, matrix), noise, (pixel) => exact(pixel, matrix))).toBeLessThan(ROUNDED)
    }
  })

  it('does not exchange channels in curves and matrix', () => {
    const powers = Float32Array.from({ length: 768 }, (_, at) => ((at & 255) / 255) ** (1 + (at >> 8)))
    const matrix = [0.5, 0.1, 0, 0, 0.7, 0.2, 0.3, 0, 0.9]
    const made = convert(noise, matrix, powers)
    expect(distance(made, noise, (pixel) => exact(pixel, matrix, powers))).toBeLessThan(ROUNDED)
  })

  it('rounds at each step between two codes', () => {
    const halves = Array.from({ length: 255 }, (_, code) => fromSrgb((code + 0.5) / 255))
    for (const [nudge, up] of [
      [1 - 1e-6, 0],
      [1 + 1e-6, 1],
    ] as const) {
      const of = Float32Array.from({ length: 768 }, (_, at) => (halves[at & 255] ?? 0) * nudge)
      const made = convert(everyGray.subarray(0, 4 * 255), IDENTITY, of)
      expect(pixelsOf(made).map(([r]) => r)).toEqual(Array.from({ length: 255 }, (_, code) => code + up))
    }
  })

  it('accepts any number as light', () => {
    const of = Float32Array.of(NaN, 3e38, -3e38, -1, 1.5, 1, 1e-4, 1e-40)
    const curve = Float32Array.from({ length: 768 }, (_, at) => of[at & 7] ?? 0)
    const made = convert(everyGray.subarray(0, 32), [1, 0, 0, 1, 0, 0, 1, 0, 0], curve)
    expect(pixelsOf(made).map(([r]) => r)).toEqual([0, 255, 0, 0, 255, 255, 0, 0])
    fc.assert(
      fc.property(rgbas, fc.array(fc.float(), { minLength: 9, maxLength: 9 }), (rgba, matrix) => {
        const made = convert(rgba, matrix)
        expect(pixelsOf(made).map(([, , , alpha]) => alpha)).toEqual(pixelsOf(rgba).map(([, , , a]) => a))
      }),
    )
  })
})

it('mapChannels looks up each channel in its own table', () => {
  const tables = Uint8Array.from({ length: 768 }, (_, at) => (7 * at + (at >> 8)) & 255)
  fc.assert(
    fc.property(rgbas, (rgba) => {
      const made = inPlace(rgba, (address, count) => wasm.mapChannels(address, count, put(tables)))
      const expected = pixelsOf(rgba).map(([r, g, b, alpha]) => [
        tables[r],
        tables[256 + g],
        tables[512 + b],
        alpha,
      ])
      expect(pixelsOf(made)).toEqual(expected)
    }),
  )
})

it('changeBits clears bits, then inverts some', () => {
  const bits = fc.integer({ min: 0, max: 0xffffffff })
  fc.assert(
    fc.property(rgbas, bits, bits, (rgba, kept, inverted) => {
      const made = inPlace(rgba, (address, count) => wasm.changeBits(address, count, kept, inverted))
      const byte = (value: number, at: number) => {
        const shift = 8 * (at & 3)
        return (value & (kept >>> shift)) ^ ((inverted >>> shift) & 255)
      }
      expect(made).toEqual(rgba.map(byte))
    }),
  )
})

describe('recolor', () => {
  const recolor = (rgba: Uint8Array, matrix: readonly number[]) =>
    inPlace(rgba, (address, count) => wasm.recolor(address, count, putFloats(matrix)))

  it('rounds and clips the exact value', () => {
    const share = fc.double({ min: -4, max: 4, noNaN: true })
    const offset = fc.double({ min: -600, max: 600, noNaN: true })
    const matrices = fc.array(fc.tuple(share, share, share, offset), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(rgbas, matrices, (rgba, rows) => {
        const made = recolor(rgba, rows.flat())
        const exact = ([r, g, b]: Pixel) => rows.map(([x, y, z, one]) => x * r + y * g + z * b + one)
        expect(distance(made, rgba, exact)).toBeLessThan(ROUNDED)
      }),
    )
  })

  it('rounds halves up and accepts any number', () => {
    const matrix = [0.5, 0, 0, 0, 0, 1e30, 0, 0, 0, 0, NaN, 0]
    const made = recolor(Uint8Array.of(3, 1, 9, 4, 4, 0, 9, 5), matrix)
    expect([...made]).toEqual([2, 255, 0, 4, 2, 0, 0, 5])
  })
})

describe('the lightness functions', () => {
  const curve = putFloats(srgbCurves().subarray(0, 256))
  const share = ([r, g, b]: Pixel): Vector => [r / 255, g / 255, b / 255]

  it('count pixels by whole L*', () => {
    // Leaves out colors whose L* is too near to a whole number for single precision.
    const clear = pixelsOf(noise).filter(
      (pixel) => Math.abs(((toLab(share(pixel))[0] + 0.5) % 1) - 0.5) > 0.02,
    )
    const rgba = Uint8Array.of(...clear.flat(), 0, 0, 0, 0, 255, 255, 255, 0)
    const levels = new Uint32Array(101).fill(3)
    const expected = levels.slice()
    for (const [lightness] of pixelsOf(rgba).map((pixel) => toLab(share(pixel)))) {
      const level = Math.floor(lightness + 0.01)
      expected[level] = (expected[level] ?? 0) + 1
    }
    const address = put(new Uint8Array(levels.buffer))
    wasm.countLightness(put(rgba), rgba.length / 4, curve, address)
    expect(clear.length).toBeGreaterThan(2500)
    expect(new Uint32Array(take(address, 404).slice().buffer)).toEqual(expected)
  })

  const stretch = (rgba: Uint8Array, scale: number, offset: number) =>
    inPlace(rgba, (address, count) => wasm.stretchLightness(address, count, curve, scale, offset))

  it('change nothing with a factor of 1 and an offset of 0', () => {
    expect(stretch(noise, 1, 0)).toEqual(noise)
    expect(stretch(everyGray, 1, 0)).toEqual(everyGray)
  })

  it.each([
    [1.3, -10],
    [0.4, 30],
    [6, -200],
    [1, 12.5],
  ])('multiply by %d and add %d, within a tenth before rounding', (scale, offset) => {
    const made = stretch(noise, scale, offset)
    const exact = (pixel: Pixel) => {
      const [lightness, a, b] = toLab(share(pixel))
      return fromLab([lightness * scale + offset, a, b]).map((value) => 255 * value)
    }
    expect(distance(made, noise, exact)).toBeLessThan(ROUNDED + 0.1)
  })
})

it('reads and writes nothing outside the pixels in any function', () => {
  const [tables, matrix] = [put(new Uint8Array(4000)), putFloats(Array.from({ length: 12 }, () => 0.3))]
  for (let count = 0; count < 10; count++) {
    const last = atEnd(count * 4)
    wasm.convertColors(last, count, tables, matrix)
    wasm.mapChannels(last, count, tables)
    wasm.changeBits(last, count, 1, 2)
    wasm.recolor(last, count, matrix)
    wasm.countLightness(last, count, tables, tables)
    wasm.stretchLightness(last, count, tables, 1, 0)
  }
})
