import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vp8Encoder } from '../../src/engine/wasm/vp8-encoder.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks, clamp } from '../support/kernel/pixel-blocks.ts'
import { runs } from '../support/properties/runs.ts'

const wasm = kernel()
const encoder = vp8Encoder(wasm)
const { put, take, atEnd } = blocks(wasm)

const LEVELS = Uint8Array.from({ length: 256 }, (_, level) => level)

describe('the reduction from full to limited range', () => {
  function reduced(samples: Uint8Array, chroma: boolean): Uint8Array {
    const address = put(samples)
    encoder.reduceRange(address, samples.length, Number(chroma))
    return take(address, samples.length)
  }

  it('gives the nearest level of luma', () => {
    expect([...reduced(LEVELS, false)]).toEqual(Array.from(LEVELS, (y) => Math.round(16 + (y * 219) / 255)))
  })

  it('gives the nearest level of chroma', () => {
    expect([...reduced(LEVELS, true)]).toEqual(
      Array.from(LEVELS, (c) => Math.round(128 + ((c - 128) * 224) / 255)),
    )
  })

  it.each([1, 15, 17, 40])('gives the same samples in a block of %d, and touches nothing else', (count) => {
    expect([...reduced(LEVELS.slice(100, 100 + count), false)]).toEqual([
      ...reduced(LEVELS, false).subarray(100, 100 + count),
    ])
    expect(() => encoder.reduceRange(atEnd(count), count, 1)).not.toThrow()
  })

  it('changes a level by at most 1 when it is undone', () => {
    for (const chroma of [0, 1]) {
      const address = put(LEVELS)
      encoder.reduceRange(address, 256, chroma)
      wasm.expandRange(address, 256, chroma)
      for (const [level, found] of take(address, 256).entries())
        expect(Math.abs(found - level)).toBeLessThanOrEqual(1)
    }
  })
})

interface Rgba {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

/** Pictures whose alpha is mostly 0 or 255. */
const picture = fc
  .tuple(fc.integer({ min: 1, max: 37 }), fc.integer({ min: 1, max: 5 }))
  .chain(([width, height]) => {
    const length = width * height
    const alpha = fc.oneof(fc.constantFrom(0, 255), fc.integer({ min: 0, max: 255 }))
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      rgba: fc
        .tuple(
          fc.uint8Array({ minLength: 4 * length, maxLength: 4 * length }),
          fc.array(alpha, { minLength: length, maxLength: length }),
        )
        .map(([rgba, alphas]) => rgba.map((value, at) => (at % 4 === 3 ? (alphas[at >> 2] ?? 0) : value))),
    })
  })

const halved = (side: number) => Math.ceil(side / 2)

function convert({ width, height, rgba }: Rgba): readonly number[][] {
  const [across, down] = [halved(width), halved(height)]
  const sizes = [width * height, across * down, across * down]
  const [y = 0, cb = 0, cr = 0] = sizes.map((size) => put(new Uint8Array(size)))
  const planes = { y, yStride: width, cb, cr, chromaStride: across }
  encoder.rgbaToLimited({ rgba: put(rgba), width, height, ...planes })
  return [y, cb, cr].map((address, plane) => [...take(address, sizes[plane] ?? 0)])
}

/** Weights of R, G and B, and the offset, by RFC 6386, 9.2, and BT.601. */
const WEIGHTS = [
  [65.481, 128.553, 24.966, 16],
  [-37.797, -74.203, 112, 128],
  [112, -93.786, -18.214, 128],
] as const

const weighed = ([r, g, b, offset]: (typeof WEIGHTS)[number], color: readonly number[]) =>
  offset + (r * (color[0] ?? 0) + g * (color[1] ?? 0) + b * (color[2] ?? 0)) / 255

/** Returns the mean of four pixels, weighted by alpha unless all are transparent. */
function meanOf(pixels: readonly Uint8Array[]): number[] {
  const visible = pixels.some(([, , , alpha]) => alpha)
  const weights = pixels.map(([, , , alpha = 0]) => (visible ? alpha : 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return [0, 1, 2].map(
    (channel) =>
      pixels.reduce((sum, pixel, at) => sum + (pixel[channel] ?? 0) * (weights[at] ?? 0), 0) / total,
  )
}

describe('the conversion of RGBA to limited 4:2:0', () => {
  it('is within 1 of the exact sample', () => {
    fc.assert(
      fc.property(picture, ({ width, height, rgba }) => {
        const [luma = [], ...chroma] = convert({ width, height, rgba })
        const at = (x: number, y: number) => {
          const index = Math.min(y, height - 1) * width + Math.min(x, width - 1)
          return rgba.subarray(4 * index, 4 * index + 4)
        }
        for (const [index, sample] of luma.entries())
          expect(
            Math.abs(sample - weighed(WEIGHTS[0], [...at(index % width, Math.floor(index / width))])),
          ).toBeLessThan(0.53)
        for (const [plane, samples] of chroma.entries())
          for (const [index, sample] of samples.entries()) {
            const [x, y] = [2 * (index % halved(width)), 2 * Math.floor(index / halved(width))]
            const mean = meanOf([at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)])
            const exact = weighed(plane === 0 ? WEIGHTS[1] : WEIGHTS[2], mean)
            expect(Math.abs(sample - exact)).toBeLessThan(0.7)
          }
      }),
    )
  })

  it('keeps black, white and gray exact', () => {
    const rgba = Uint8Array.from([...LEVELS].flatMap((level) => [level, level, level, 255]))
    const [y = [], cb = [], cr = []] = convert({ width: 256, height: 1, rgba })
    expect(y).toEqual(Array.from(LEVELS, (level) => clamp(16 + (level * 219) / 255)))
    expect(new Set([...cb, ...cr])).toEqual(new Set([128]))
  })

  it('gives the same planes with gaps between rows, and leaves the gaps', () => {
    fc.assert(
      fc.property(picture, ({ width, height, rgba }) => {
        const across = halved(width)
        const [yStride, chromaStride] = [width + 5, across + 9]
        const blocks = [yStride * height, chromaStride * halved(height), chromaStride * halved(height)]
        const [y = 0, cb = 0, cr = 0] = blocks.map((length) => put(new Uint8Array(length).fill(7)))
        encoder.rgbaToLimited({ rgba: put(rgba), width, height, y, yStride, cb, cr, chromaStride })
        const strides = [yStride, chromaStride, chromaStride]
        const found = [y, cb, cr].map((address, plane) => [...take(address, blocks[plane] ?? 0)])
        const rows = (plane: number, used: number, isGap: boolean) =>
          (found[plane] ?? []).filter((_, at) => at % (strides[plane] ?? 1) >= used === isGap)
        expect([rows(0, width, false), rows(1, across, false), rows(2, across, false)]).toEqual(
          convert({ width, height, rgba }),
        )
        expect(new Set([...rows(0, width, true), ...rows(1, across, true)])).toEqual(new Set([7]))
      }),
      { numRuns: runs(30) },
    )
  })

  it('reads and writes nothing outside its blocks', () => {
    for (let width = 1; width < 20; width++) {
      const across = halved(width)
      const other = put(new Uint8Array(4 * width))
      const size = { width, height: 1, yStride: width, chromaStride: across }
      encoder.rgbaToLimited({ ...size, rgba: atEnd(4 * width), y: other, cb: other, cr: other })
      encoder.rgbaToLimited({ ...size, rgba: other, y: atEnd(width), cb: atEnd(across), cr: atEnd(across) })
    }
  })
})

describe('the colors of transparent pixels', () => {
  function smoothed({ width, height, rgba }: Rgba): Uint8Array {
    const address = put(rgba)
    encoder.smoothHidden(address, width, height)
    return take(address, rgba.length)
  }

  it('change alone, and transparent blocks are of one color', () => {
    fc.assert(
      fc.property(picture, ({ width, height, rgba }) => {
        const found = smoothed({ width, height, rgba })
        for (let at = 0; at < rgba.length; at += 4) {
          expect(found[at + 3]).toBe(rgba[at + 3])
          if (rgba[at + 3]) expect(found.subarray(at, at + 3)).toEqual(rgba.subarray(at, at + 3))
        }
        expect(smoothed({ width, height, rgba: found })).toEqual(found)
      }),
    )
  })

  it('are those of the visible pixels in a block, weighted by alpha', () => {
    const rgba = new Uint8Array(4 * 64).fill(0)
    rgba.set([100, 50, 0, 100, 200, 150, 80, 50])
    const found = smoothed({ width: 8, height: 8, rgba })
    expect([...found.subarray(0, 12)]).toEqual([100, 50, 0, 100, 200, 150, 80, 50, 133, 83, 27, 0])
    expect([...found.subarray(-4)]).toEqual([133, 83, 27, 0])
  })

  it('are those of the left neighbor in a transparent block, or of the pixel above', () => {
    const rgba = new Uint8Array(4 * 24 * 17)
    for (let y = 0; y < 17; y++) for (let x = 0; x < 8; x++) rgba.set([9, 8, 7, 255], 4 * (24 * y + x))
    rgba.fill(0, 4 * 24 * 16)
    const found = smoothed({ width: 24, height: 17, rgba })
    const colors = (row: number) =>
      [0, 12, 23].map((x) => [...found.subarray(4 * (24 * row + x))].slice(0, 3))
    expect(colors(3)).toEqual([
      [9, 8, 7],
      [9, 8, 7],
      [9, 8, 7],
    ])
    expect(colors(16)).toEqual(colors(3))
  })

  it('are gray if nothing is visible', () => {
    expect(new Set(smoothed({ width: 9, height: 3, rgba: new Uint8Array(108) }))).toEqual(new Set([0, 128]))
  })
})
