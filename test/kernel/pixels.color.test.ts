import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks, clamp, PAIRS, planes } from '../support/kernel/pixel-blocks.ts'
import { runs } from '../support/properties/runs.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

function toRgba(convert: (addresses: number[], count: number, out: number) => void, planes: Uint8Array[]) {
  const count = planes[0]?.length ?? 0
  const out = put(new Uint8Array(count * 4))
  convert(planes.map(put), count, out)
  return take(out, count * 4)
}

const yccToRgba = (planes: Uint8Array[]) =>
  toRgba(([y = 0, cb = 0, cr = 0], count, out) => wasm.yccToRgba(y, cb, cr, count, out), planes)

describe('the conversion of planes to RGBA', () => {
  it('gives the nearest R and B from Y, Cb and Cr, and G within 1, mostly the nearest', () => {
    for (const luma of [0, 77, 128, 255]) {
      const y = new Uint8Array(65536).fill(luma)
      const found = yccToRgba([
        y,
        Uint8Array.from(PAIRS, ([cb]) => cb),
        Uint8Array.from(PAIRS, ([, cr]) => cr),
      ])
      let off = 0
      let worst = 0
      for (const [index, [cb, cr]] of PAIRS.entries()) {
        const [r = 0, g = 0, b = 0, a = 0] = found.subarray(4 * index, 4 * index + 4)
        const [blueness, redness] = [cb - 128, cr - 128]
        // T.871 clause 7.
        const exact = {
          r: Math.max(0, Math.min(255, luma + 1.402 * redness)),
          g: luma - (0.114 * 1.772 * blueness + 0.299 * 1.402 * redness) / 0.587,
          b: Math.max(0, Math.min(255, luma + 1.772 * blueness)),
        }
        worst = Math.max(worst, Math.abs(r - exact.r), Math.abs(b - exact.b), 255 - a)
        const miss = Math.abs(g - clamp(exact.g))
        off += miss
        if (miss > 1) worst = Number.POSITIVE_INFINITY
      }
      expect(worst).toBeLessThanOrEqual(0.5 + 1e-9)
      expect(off / 65536).toBeLessThan(0.001)
    }
  })

  it('gives the same pixel from Y, Cb and Cr at any position', () => {
    fc.assert(
      fc.property(planes(3), (input) => {
        const found = yccToRgba(input)
        const single = Array.from(input[0] ?? [], (_, at) =>
          yccToRgba(input.map((plane) => plane.subarray(at, at + 1))),
        )
        expect([...found]).toEqual(single.flatMap((rgba) => [...rgba]))
      }),
      { numRuns: runs(30) },
    )
  })

  it('keeps R, G, B and gray unchanged', () => {
    fc.assert(
      fc.property(planes(3), (input) => {
        const [r = [], g = [], b = []] = input.map((plane) => [...plane])
        const colored = toRgba(
          ([r = 0, g = 0, b = 0], count, out) => wasm.rgbToRgba(r, g, b, count, out),
          input,
        )
        expect([...colored]).toEqual(r.flatMap((red, at) => [red, g[at], b[at], 255]))
        const gray = toRgba(([gray = 0], count, out) => wasm.grayToRgba(gray, count, out), input.slice(0, 1))
        expect([...gray]).toEqual(r.flatMap((level) => [level, level, level, 255]))
      }),
    )
  })
})

describe('the conversion of RGBA to Y, Cb, Cr', () => {
  const picture = fc
    .tuple(fc.integer({ min: 0, max: 37 }), fc.integer({ min: 0, max: 5 }))
    .chain(([width, height]) => {
      const length = width * height * 4
      return fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        half: fc.boolean(),
        rgba: fc.uint8Array({ minLength: length, maxLength: length }),
      })
    })

  function convert(rgba: Uint8Array, width: number, height: number, half: boolean): number[][] {
    const chroma = half ? Math.ceil(width / 2) * Math.ceil(height / 2) : width * height
    const sizes = [width * height, chroma, chroma]
    const [y = 0, cb = 0, cr = 0] = sizes.map((size) => put(new Uint8Array(size)))
    wasm.rgbaToYcc({ rgba: put(rgba), width, height, y, cb, cr, subsampling: Number(half) })
    return [y, cb, cr].map((address, plane) => [...take(address, sizes[plane] ?? 0)])
  }

  it('may write Y over the pixels', () => {
    fc.assert(
      fc.property(picture, ({ width, height, half, rgba }) => {
        const [y, cb, cr] = convert(rgba, width, height, half)
        const pixels = put(rgba)
        const chroma = [cb, cr].map((plane) => put(new Uint8Array(plane?.length ?? 0)))
        const [u = 0, v = 0] = chroma
        wasm.rgbaToYcc({ rgba: pixels, width, height, y: pixels, cb: u, cr: v, subsampling: Number(half) })
        expect([...take(pixels, rgba.length).subarray(0, width * height)]).toEqual(y)
        expect([...take(u, cb?.length ?? 0)]).toEqual(cb)
        expect([...take(v, cr?.length ?? 0)]).toEqual(cr)
      }),
    )
  })

  // Weights of R, G and B, and the offset, by T.871 clause 7.
  const WEIGHTS = [
    [0.299, 0.587, 0.114, 0],
    [-0.299 / 1.772, -0.587 / 1.772, 0.5, 128],
    [0.5, -0.587 / 1.402, -0.114 / 1.402, 128],
  ]

  it('is within 1 of the exact sample, for single pixels and for 2×2', () => {
    fc.assert(
      fc.property(picture, ({ width, height, half, rgba }) => {
        const found = convert(rgba, width, height, half)
        const at = (x: number, y: number) => {
          const index = Math.min(y, height - 1) * width + Math.min(x, width - 1)
          return rgba.subarray(4 * index, 4 * index + 3)
        }
        for (const [plane, [r = 0, g = 0, b = 0, level = 0]] of WEIGHTS.entries()) {
          const step = half && plane > 0 ? 2 : 1
          const samples = found[plane] ?? []
          const across = Math.ceil(width / step)
          expect(samples.length).toBe(across * Math.ceil(height / step))
          for (const [index, sample] of samples.entries()) {
            const [x, y] = [(index % across) * step, Math.floor(index / across) * step]
            const square = [
              at(x, y),
              at(x + step - 1, y),
              at(x, y + step - 1),
              at(x + step - 1, y + step - 1),
            ]
            const mean = (channel: number) =>
              square.reduce((sum, color) => sum + (color[channel] ?? 0), 0) / 4
            const exact = Math.min(255, r * mean(0) + g * mean(1) + b * mean(2) + level)
            expect(Math.abs(sample - exact)).toBeLessThan(0.52)
          }
        }
      }),
    )
  })

  it('keeps gray exactly, back and forth', () => {
    const levels = Uint8Array.from({ length: 256 }, (_, level) => level)
    const rgba = Uint8Array.from([...levels].flatMap((level) => [level, level, level, 255]))
    for (const half of [false, true]) {
      const [y = [], cb = [], cr = []] = convert(rgba, 256, 1, half)
      expect(y).toEqual([...levels])
      expect(new Set([...cb, ...cr])).toEqual(new Set([128]))
    }
    const chroma = new Uint8Array(256).fill(128)
    expect(yccToRgba([levels, chroma, chroma])).toEqual(rgba)
  })
})

describe('the color conversions', () => {
  it('read and write nothing outside their blocks', () => {
    for (let count = 0; count < 40; count++) {
      const [block, last] = [put(new Uint8Array(count * 4)), atEnd(count)]
      for (const out of [block, atEnd(4 * count)]) {
        wasm.yccToRgba(last, last, last, count, out)
        wasm.rgbToRgba(last, last, last, count, out)
        wasm.grayToRgba(last, count, out)
      }
      for (const half of [0, 1]) {
        const chroma = atEnd(half ? Math.ceil(count / 2) : count)
        wasm.rgbaToYcc({
          rgba: atEnd(4 * count),
          width: count,
          height: 1,
          y: block,
          cb: block,
          cr: block,
          subsampling: half,
        })
        wasm.rgbaToYcc({
          rgba: block,
          width: count,
          height: 1,
          y: last,
          cb: chroma,
          cr: chroma,
          subsampling: half,
        })
      }
    }
  })
})
