import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLENDS, type Blend } from '../../src/engine/wasm/kernel.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks, byte, PAIRS } from '../support/kernel/pixel-blocks.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)
const NAMES = Object.keys(BLENDS) as Blend[]

function blended(mode: Blend, base: Uint8Array, over: Uint8Array): Uint8Array {
  const address = put(base)
  wasm.blend(address, put(over), base.length / 4, BLENDS[mode])
  return take(address, base.length)
}

const hardLight = (base: number, source: number) =>
  source <= 0.5 ? base * 2 * source : base + (2 * source - 1) - base * (2 * source - 1)
const rise = (base: number) => (base <= 0.25 ? ((16 * base - 12) * base + 4) * base : Math.sqrt(base))

/** Blend functions B(Cb, Cs) of W3C Compositing and Blending Level 1, clause 10.1. */
const FORMULAS: Readonly<Record<Blend, (base: number, source: number) => number>> = {
  multiply: (base, source) => base * source,
  screen: (base, source) => base + source - base * source,
  overlay: (base, source) => hardLight(source, base),
  'soft-light': (base, source) =>
    source <= 0.5
      ? base - (1 - 2 * source) * base * (1 - base)
      : base + (2 * source - 1) * (rise(base) - base),
  difference: (base, source) => Math.abs(base - source),
}

/** Blends by clause 10, Cs = (1 - αb) · Cs + αb · B(Cb, Cs), and clause 9.1.4, without rounding. */
function exact(mode: Blend, base: Uint8Array, over: Uint8Array): number[] {
  const unit = (pixels: Uint8Array, at: number) => (pixels[at] ?? 0) / 255
  return Array.from(base, (below, at) => {
    const [alphaB, alphaS] = [unit(base, at | 3), unit(over, at | 3)]
    if (alphaS === 0) return below
    const alpha = alphaS + alphaB * (1 - alphaS)
    if (at % 4 === 3) return 255 * alpha
    const [cb, cs] = [unit(base, at), unit(over, at)]
    const mixed = (1 - alphaB) * cs + alphaB * FORMULAS[mode](cb, cs)
    return (255 * (alphaS * mixed + (1 - alphaS) * alphaB * cb)) / alpha
  })
}

/** Returns the maximum distance of a rounded sample from the exact one. */
function greatestError(mode: Blend, base: Uint8Array, over: Uint8Array): number {
  const made = blended(mode, base, over)
  return exact(mode, base, over).reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (made[at] ?? 0))),
    0,
  )
}

const ROUNDING = 0.501

const filled = (color: number, alpha: number, count: number) =>
  new Uint8Array(4 * count).map((_, at) => (at % 4 === 3 ? alpha : color))

describe.each(NAMES)('the blend mode %s', (mode) => {
  it('rounds every pair of opaque colors', () => {
    const [base, over] = [0, 1].map((which) =>
      Uint8Array.from(
        PAIRS.flatMap((pair) => [pair[which] ?? 0, 255 - (pair[which] ?? 0), pair[which] ?? 0, 255]),
      ),
    )
    if (base && over) expect(greatestError(mode, base, over)).toBeLessThanOrEqual(ROUNDING)
  })

  it('rounds every pair of alphas', () => {
    for (const [below, above] of [
      [200, 90],
      [30, 255],
    ] as const) {
      const base = filled(below, 0, PAIRS.length)
      const over = filled(above, 0, PAIRS.length)
      for (const [at, [b, s]] of PAIRS.entries()) {
        base[4 * at + 3] = b
        over[4 * at + 3] = s
      }
      expect(greatestError(mode, base, over)).toBeLessThanOrEqual(ROUNDING)
    }
  })

  it('handles any number of any pixels', () => {
    const alpha = fc.oneof(byte, fc.constantFrom(0, 255, 1, 254))
    const pixel = fc.tuple(byte, byte, byte, alpha)
    const pixels = fc.array(fc.tuple(pixel, pixel), { maxLength: 20 })
    fc.assert(
      fc.property(pixels, (pairs) => {
        const base = Uint8Array.from(pairs.flatMap(([below]) => below))
        const over = Uint8Array.from(pairs.flatMap(([, above]) => above))
        expect(greatestError(mode, base, over)).toBeLessThanOrEqual(ROUNDING)
      }),
    )
  })

  it('keeps the base under a transparent overlay, and the overlay over a transparent base', () => {
    const [base, over] = [filled(77, 140, 5), filled(200, 0, 5)]
    expect(blended(mode, base, over)).toEqual(base)
    expect(blended(mode, over, base)).toEqual(base)
  })
})

it('reads and writes nothing outside its blocks in any mode', () => {
  for (const mode of Object.values(BLENDS)) {
    for (let count = 0; count < 9; count++) {
      const [block, last] = [put(new Uint8Array(count * 4).fill(9)), atEnd(count * 4)]
      wasm.blend(last, block, count, mode)
      wasm.blend(block, last, count, mode)
    }
  }
})
