import { describe, expect, it } from 'vitest'
import { cubeOf } from '../../src/engine/color/cube.ts'
import type { Vector } from '../../src/engine/color/matrix.ts'
import type { ToLight } from '../../src/engine/color/table-space.ts'
import { fromSrgb } from '../../src/engine/color/transfer.ts'
import { CUBE_BYTES } from '../../src/engine/constants/kernel.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks } from '../support/kernel/pixel-blocks.ts'
import { randomNumbers } from '../support/properties/random.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

function convert(rgba: Uint8Array, toLight: ToLight): Uint8Array {
  const address = put(rgba)
  wasm.convertByCube(address, rgba.length / 4, put(new Uint8Array(cubeOf(toLight).buffer)))
  return take(address, rgba.length)
}

const random = randomNumbers(5)
const noise = Uint8Array.from({ length: 4 * 5000 }, () => random() >>> 24)

const encoded =
  (change: (rgb: Vector) => Vector): ToLight =>
  (rgb) => {
    const [r, g, b] = change(rgb)
    const light = (value: number) => (value < 0 ? -fromSrgb(-value) : fromSrgb(value))
    return [light(r), light(g), light(b)]
  }

/** Returns the maximum error against exact colors, clipped to 0 to 255. */
function distance(change: (rgb: Vector) => Vector): number {
  const made = convert(noise, encoded(change))
  let most = 0
  for (let at = 0; at < noise.length; at += 4) {
    const [r = 0, g = 0, b = 0, alpha] = noise.subarray(at, at + 4)
    const exact = change([r / 255, g / 255, b / 255]).map((value) => 255 * Math.max(0, Math.min(1, value)))
    for (const [channel, value] of exact.entries())
      most = Math.max(most, Math.abs(value - (made[at + channel] ?? -1000)))
    expect(made[at + 3]).toBe(alpha)
  }
  return most
}

/** Tolerance: half a level for the result, and the rounding of the cube's points. */
const ROUNDED = 0.52

describe('convertByCube', () => {
  it('keeps sRGB unchanged', () => {
    expect(
      convert(
        noise,
        encoded((rgb) => rgb),
      ),
    ).toEqual(noise)
  })

  it('does not exchange channels', () => {
    expect(distance(([r, g, b]) => [b, r, g])).toBeLessThan(ROUNDED)
    expect(distance(([r, g, b]) => [0.5 * r + 0.2 * g, 0.7 * g + 0.3 * b, 0.9 - 0.4 * r])).toBeLessThan(
      ROUNDED,
    )
  })

  it('clips colors outside sRGB, also between points', () => {
    expect(distance(([r, g, b]) => [1.6 * r - 0.3, 1.3 * g - 0.8 * b, 1.9 * b])).toBeLessThan(ROUNDED)
  })

  it('approximates a nonlinear space', () => {
    expect(distance(([r, g, b]) => [r * g, Math.sqrt(0.1 + g), b * b])).toBeLessThan(1)
  })

  it('keeps gray neutral', () => {
    const gray = Uint8Array.from({ length: 1024 }, (_, at) => (at & 3 ? at >> 2 : at >> 2))
    const made = convert(gray, ([r, g, b]) => [r ** 3, g ** 3, b ** 3])
    for (let at = 0; at < made.length; at += 4) expect(new Set(made.subarray(at, at + 3)).size).toBe(1)
  })

  it('accepts any values', () => {
    const far = convert(noise, ([r, g, b]) => [1e30 * r, -1e30 * g, b])
    expect(far.filter((_, at) => at % 4 === 1).every((code) => code === 0)).toBe(true)
    expect(far.filter((_, at) => at % 4 === 0 && (noise[at] ?? 0) > 10).every((code) => code === 255)).toBe(
      true,
    )
  })

  it('reads and writes nothing beyond the pixels and the cube', () => {
    const cube = atEnd(CUBE_BYTES)
    const pixels = put(Uint8Array.from({ length: 40 }, () => 255))
    wasm.convertByCube(pixels, 10, cube)
    const [last, other] = [atEnd(40), put(new Uint8Array(CUBE_BYTES))]
    for (let count = 0; count <= 10; count++) wasm.convertByCube(last, count, other)
  })
})
