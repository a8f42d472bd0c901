import { describe, expect, it } from 'vitest'
import { GROUND, meanLevels, type Pebble, pileUp, scatter } from '../../../samples/pile.ts'

function pebble(x: number, y: number, base: number): Pebble {
  return { x, y, long: 0.3, short: 0.2, cos: 1, sin: 0, base, chance: 0.5 }
}

describe('pileUp', () => {
  it('hides earlier pebbles under later ones and leaves some ground bare', () => {
    const { levels, owner } = pileUp([pebble(0.4, 0.5, 0), pebble(0.6, 0.5, 0.1), pebble(9, 9, 0)], 40, 40)
    const at = (x: number, y: number) => owner[y * 40 + x]
    expect(at(6, 20)).toBe(0)
    expect(at(20, 20)).toBe(1)
    expect(at(0, 0)).toBe(GROUND)
    expect(new Set(owner)).toEqual(new Set([GROUND, 0, 1]))
    for (const [i, level] of levels.entries()) expect(level > 0).toBe(owner[i] !== GROUND)
  })

  it('puts the highest level in the middle of a pebble', () => {
    const { levels } = pileUp([pebble(0.5, 0.5, 0.1)], 40, 40)
    expect(levels[20 * 40 + 20]).toBeCloseTo((0.1 + 0.2 * 0.62) * 40, 0)
    expect(levels[20 * 40 + 30]).toBeLessThan(levels[20 * 40 + 20] ?? 0)
  })
})

describe('scatter', () => {
  it('places the same pebbles every time', () => {
    const pebbles = scatter(1.5, 3)
    expect(scatter(1.5, 3)).toEqual(pebbles)
    expect(scatter(1.5, 4)).not.toEqual(pebbles)
    const { owner } = pileUp(pebbles, 60, 40)
    expect(owner.filter((index) => index === GROUND).length).toBeLessThan(owner.length * 0.1)
  })
})

describe('meanLevels', () => {
  it('is the mean over a square, with repeated edges', () => {
    const [width, height, radius] = [7, 5, 2]
    const levels = Float32Array.from({ length: width * height }, (_, i) => (i * i) % 17)
    const means = meanLevels({ width, height, levels, owner: new Int32Array(0) }, radius)
    const clamp = (value: number, last: number) => Math.max(0, Math.min(last, value))
    for (const [i, mean] of means.entries()) {
      let sum = 0
      for (let dy = -radius; dy <= radius; dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          const x = clamp((i % width) + dx, width - 1)
          const y = clamp(Math.floor(i / width) + dy, height - 1)
          sum += levels[y * width + x] ?? Number.NaN
        }
      }
      expect(mean).toBeCloseTo(sum / 25, 4)
    }
  })
})
