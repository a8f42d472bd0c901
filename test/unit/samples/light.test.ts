import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCanvas, paint, readRow } from '../../../samples/canvas.ts'
import { develop } from '../../../samples/film.ts'
import { hex, type Rgb } from '../../../samples/linear-rgb.ts'
import { createSky, tabulate } from '../../../samples/sky.ts'
import { fromSrgb, toSrgb } from '../../../src/engine/color/transfer.ts'

describe('linear-rgb', () => {
  it('converts to sRGB and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
        expect(fromSrgb(toSrgb(value))).toBeCloseTo(value, 6)
      }),
    )
    expect(hex(0xff0080).map((light) => Math.round(toSrgb(light) * 255))).toEqual([255, 0, 128])
  })
})

describe('canvas', () => {
  it('blends a color by its cover and interpolates between rows', () => {
    const canvas = createCanvas(2, 2)
    paint(canvas, 1, 0, [1, 2, 3])
    paint(canvas, 1, 1, [1, 1, 1], 0.5)
    paint(canvas, 2, 0, [9, 9, 9])
    paint(canvas, 0, -1, [9, 9, 9])
    expect(readRow(canvas, 1, 0)).toEqual([1, 2, 3])
    expect(readRow(canvas, 1, 0.5)).toEqual([0.75, 1.25, 1.75])
    expect(readRow(canvas, 7, 7)).toEqual([0.5, 0.5, 0.5])
    expect(readRow(canvas, 0, 0)).toEqual([0, 0, 0])
  })
})

describe('develop', () => {
  const film = { vignette: 0, grain: 0, seed: 1 }

  function toneOf(light: number, settings = film): number {
    const canvas = createCanvas(5, 5)
    canvas.data.fill(light)
    return develop(canvas, settings).data[0] ?? Number.NaN
  }

  it('keeps black, increases with the light and never overflows', () => {
    expect(toneOf(0)).toBe(0)
    const tones = [0.001, 0.01, 0.1, 0.3, 0.7, 1.5].map((light) => toneOf(light))
    expect(tones).toEqual([...new Set(tones)].sort((a, b) => a - b))
    expect(toneOf(1e6)).toBe(255)
    expect(toneOf(1e6, { ...film, grain: 50 })).toBeGreaterThan(150)
  })

  it('darkens the corners and adds unbiased grain', () => {
    expect(toneOf(0.3, { ...film, vignette: 0.5 })).toBeLessThan(toneOf(0.3))
    const canvas = createCanvas(64, 64)
    canvas.data.fill(0.2)
    const gray = develop(canvas, { ...film, grain: 4 }).data.filter((_, i) => i % 4 === 0)
    const mean = gray.reduce((sum, value) => sum + value, 0) / gray.length
    expect(mean).toBeCloseTo(toneOf(0.2), 0)
    expect(new Set(gray).size).toBeGreaterThan(5)
  })
})

describe('tabulate', () => {
  it('approximates the sky also between its samples', () => {
    const gray: Rgb = [0.4, 0.5, 0.6]
    const sky = createSky({
      seed: 2,
      sun: { across: 0.3, up: 0.1 },
      zenith: hex(0x224488),
      middle: hex(0x6688aa),
      horizon: hex(0xffccaa),
      glow: hex(0xffaa66),
      lit: gray,
      shaded: gray,
      cover: 0.4,
    })
    const table = tabulate(sky, { focal: 800, horizon: 300, eye: 1 }, 0.5, 0.6)
    for (const [across, up] of [
      [-0.499, 0.001],
      [0.1234, 0.3],
      [0.31, 0.12],
      [0.49, 0.59],
    ] as const) {
      const exact = sky(across, up)
      for (const [c, value] of table(across, up).entries())
        expect(value).toBeCloseTo(exact[c] ?? Number.NaN, 1)
    }
    expect(sky(0.3, 0.1)[0]).toBeGreaterThan(sky(-0.4, 0.5)[0])
  })
})
