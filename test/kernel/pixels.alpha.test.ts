import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks, byte, clamp, PAIRS } from '../support/kernel/pixel-blocks.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

function inPlace(change: (address: number, count: number) => void, rgba: Uint8Array): Uint8Array {
  const address = put(rgba)
  change(address, rgba.length / 4)
  return take(address, rgba.length)
}

const premultiply = (rgba: Uint8Array) => inPlace(wasm.premultiply, rgba)
const unpremultiply = (rgba: Uint8Array) => inPlace(wasm.unpremultiply, rgba)
const flatten = (rgba: Uint8Array, [r = 0, g = 0, b = 0]: number[]) =>
  inPlace((address, count) => wasm.flatten(address, count, r, g, b), rgba)
const composite = (base: Uint8Array, over: Uint8Array) =>
  inPlace((address, count) => wasm.composite(address, put(over), count), base)

function each(rgba: Uint8Array, change: (pixel: number[], index: number) => number[]): Uint8Array {
  const out = new Uint8Array(rgba.length)
  for (let at = 0; at < rgba.length; at += 4) {
    const pixel = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0, rgba[at + 3] ?? 0]
    const changed = change(pixel, at / 4)
    for (let channel = 0; channel < 4; channel++) out[at + channel] = clamp(changed[channel] ?? 0)
  }
  return out
}

const alpha = fc.oneof(byte, fc.constantFrom(0, 255, 1, 254))
const pixel = fc.tuple(byte, byte, byte, alpha)
const pixels = fc.array(pixel, { maxLength: 40 }).map((list) => Uint8Array.from(list.flat()))

describe('the alpha operations', () => {
  const everyPair = Uint8Array.from(
    PAIRS.flatMap(([color, alpha]) => [color, 255 - color, color >> 1, alpha]),
  )

  const twins = {
    premultiply: (rgba: Uint8Array) =>
      each(rgba, ([r = 0, g = 0, b = 0, a = 0]) => [...[r, g, b].map((color) => (color * a) / 255), a]),
    unpremultiply: (rgba: Uint8Array) =>
      each(rgba, ([r = 0, g = 0, b = 0, a = 0]) => [
        ...[r, g, b].map((c) => (a === 0 ? 0 : (c * 255) / a)),
        a,
      ]),
    flatten: (rgba: Uint8Array, under: number[]) =>
      each(rgba, ([r = 0, g = 0, b = 0, a = 0]) => [
        ...[r, g, b].map((color, at) => (color * a + (under[at] ?? 0) * (255 - a)) / 255),
        255,
      ]),
    composite: (base: Uint8Array, over: Uint8Array) =>
      each(base, (below, index) => {
        const above = over.subarray(4 * index, 4 * index + 4)
        const [overAlpha, baseAlpha] = [above[3] ?? 0, below[3] ?? 0]
        if (overAlpha === 0) return below
        const weights = [overAlpha * 255, baseAlpha * (255 - overAlpha)] as const
        const sum = weights[0] + weights[1]
        const colors = [0, 1, 2].map(
          (c) => ((above[c] ?? 0) * weights[0] + (below[c] ?? 0) * weights[1]) / sum,
        )
        return [...colors, sum / 255]
      }),
  }

  it('round every color with every alpha exactly', () => {
    expect(Buffer.compare(premultiply(everyPair), twins.premultiply(everyPair))).toBe(0)
    expect(Buffer.compare(unpremultiply(everyPair), twins.unpremultiply(everyPair))).toBe(0)
    for (const under of [
      [0, 128, 255],
      [255, 1, 77],
    ]) {
      expect(Buffer.compare(flatten(everyPair, under), twins.flatten(everyPair, under))).toBe(0)
    }
    for (const [color, a] of [
      [200, 255],
      [3, 254],
      [90, 128],
      [255, 1],
      [60, 0],
    ] as const) {
      const base = new Uint8Array(everyPair.length).map((_, at) => (at % 4 === 3 ? a : color))
      expect(Buffer.compare(composite(base, everyPair), twins.composite(base, everyPair))).toBe(0)
      expect(Buffer.compare(composite(everyPair, base), twins.composite(everyPair, base))).toBe(0)
    }
  })

  it('handle any number of any pixels', () => {
    fc.assert(
      fc.property(pixels, pixels, fc.tuple(byte, byte, byte), (first, second, under) => {
        const length = Math.min(first.length, second.length)
        const [base, over] = [first.subarray(0, length), second.subarray(0, length)]
        expect(premultiply(first)).toEqual(twins.premultiply(first))
        expect(unpremultiply(first)).toEqual(twins.unpremultiply(first))
        expect(flatten(first, under)).toEqual(twins.flatten(first, under))
        expect(composite(base, over)).toEqual(twins.composite(base, over))
      }),
    )
  })

  it('read and write nothing outside their blocks', () => {
    for (let count = 0; count < 20; count++) {
      const [block, last] = [put(new Uint8Array(count * 4).fill(9)), atEnd(count * 4)]
      for (const change of [wasm.premultiply, wasm.unpremultiply]) change(last, count)
      wasm.flatten(last, count, 1, 2, 3)
      wasm.composite(last, block, count)
      wasm.composite(block, last, count)
    }
  })
})
