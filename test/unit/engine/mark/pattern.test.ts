import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { lengthOf } from '../../../../src/engine/mark/code.ts'
import { MODES, modeOf, TILE } from '../../../../src/engine/mark/modes.ts'
import { cellsOf, patternOf, radiusOf } from '../../../../src/engine/mark/pattern.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

const words = (seed: number) => {
  const random = randomNumbers(seed)
  return Uint16Array.from({ length: 4080 }, () => random() >>> 16)
}

/** Digests over all waves' frequencies and bits, in their order, with the words from seed 1. */
const DIGESTS = { 32: '2dad88ba4aba37d3', 64: 'f90e96c8538242b7' }

describe.each(Object.values(MODES))('the pattern of a mark of $bits bits', (mode) => {
  const waves = patternOf(mode, words(1), lengthOf(mode))

  it('has each frequency of its band once, and never its negative', () => {
    const cells = waves.flatMap(cellsOf)
    expect(new Set(cells).size).toBe(2 * waves.length)
    const [low, high] = mode.band
    for (const { x, y } of waves) {
      expect(Math.hypot(x, y)).toBeGreaterThanOrEqual(low)
      expect(Math.hypot(x, y)).toBeLessThanOrEqual(high)
    }
  })

  it('carries nearly all bits of a code word, and its share of pilots', () => {
    const carried = new Set(waves.map(({ bit }) => bit))
    expect(carried.size).toBeGreaterThan(0.95 * lengthOf(mode))
    const pilots = waves.filter(({ bit }) => bit === undefined).length
    expect(pilots / waves.length).toBeCloseTo(mode.pilots, 1)
  })

  it('is that of marks which exist', () => {
    const places = waves.map(({ x, y, bit }) => `${x},${y},${bit ?? ''}`).join(' ')
    expect(createHash('sha256').update(places).digest('hex').slice(0, 16)).toBe(DIGESTS[mode.bits])
  })

  it('differs between keys in phases and positions', () => {
    const other = patternOf(mode, words(2), lengthOf(mode))
    const place = ({ x, y }: { x: number; y: number }) => `${x},${y}`
    const bits = new Map(other.map((wave) => [place(wave), wave]))
    const same = waves.filter((wave) => bits.get(place(wave))?.bit === wave.bit && wave.bit !== undefined)
    expect(same.length).toBeLessThan(0.05 * waves.length)
    expect(other.map(({ cos }) => cos)).not.toEqual(waves.map(({ cos }) => cos))
  })
})

it('has 64 bits if the longer side has 600 pixels or more', () => {
  expect([599, 600].map((width) => modeOf({ width, height: 100 }).bits)).toEqual([32, 64])
  expect([599, 600].map((height) => modeOf({ width: 1, height }).bits)).toEqual([32, 64])
  expect(TILE).toBe(128)
})

it('has the radius that V8 computes', () => {
  for (let x = 0; x < 30; x++)
    for (let y = -29; y < 30; y++) expect(radiusOf(x, y), `${x}, ${y}`).toBe(Math.hypot(x, y))
})
