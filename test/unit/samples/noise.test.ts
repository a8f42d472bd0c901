import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNoise, createRandom, fbm, hash, ridged } from '../../../samples/noise.ts'

const coordinate = fc.double({ min: -500, max: 500, noNaN: true })

describe('hash', () => {
  it('spreads lattice points evenly over 0…1', () => {
    const buckets = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) {
      const bucket = Math.floor(hash(i % 100, Math.floor(i / 100), 7) * 10)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    for (const count of buckets) expect(count).toBeGreaterThan(850)
    expect(buckets).toHaveLength(10)
  })

  it('differs for neighbors, mirrored points and seeds', () => {
    const values = [hash(1, 2, 3), hash(2, 1, 3), hash(-1, 2, 3), hash(1, 3, 3), hash(1, 2, 4)]
    expect(new Set(values).size).toBe(values.length)
  })
})

describe('createRandom', () => {
  it('returns the same numbers for the same seed only', () => {
    const take = (from: number) => Array.from({ length: 20 }, createRandom(from))
    expect(take(5)).toEqual(take(5))
    expect(take(5)).not.toEqual(take(6))
    for (const value of take(5)) expect(value).toBeGreaterThanOrEqual(0)
    for (const value of take(5)) expect(value).toBeLessThan(1)
  })
})

describe('createNoise', () => {
  const noise = createNoise(1)

  it('is zero on the lattice, bounded and continuous', () => {
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        expect(noise(Math.round(x), Math.round(y))).toBeCloseTo(0, 12)
        expect(Math.abs(noise(x, y))).toBeLessThanOrEqual(1)
        expect(Math.abs(noise(x + 1e-4, y) - noise(x, y))).toBeLessThan(1e-3)
        expect(Math.abs(noise(x, y - 1e-4) - noise(x, y))).toBeLessThan(1e-3)
      }),
    )
  })

  it('depends on its seed', () => {
    const values = Array.from({ length: 20 }, (_, from) => createNoise(from)(0.5, 0.5))
    expect(new Set(values).size).toBe(20)
  })
})

describe('octaves', () => {
  const noise = createNoise(2)

  it('stay within bounds for any number of octaves', () => {
    fc.assert(
      fc.property(coordinate, coordinate, fc.integer({ min: 1, max: 10 }), (x, y, octaves) => {
        expect(Math.abs(fbm(noise, x, y, octaves))).toBeLessThanOrEqual(1)
        expect(ridged(noise, x, y, octaves)).toBeGreaterThanOrEqual(0)
        expect(ridged(noise, x, y, octaves)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('add detail without changing the large forms', () => {
    const change = (octaves: number) => {
      let sum = 0
      for (let k = 0; k < 400; k++) {
        const x = k * 0.37
        sum += Math.abs(fbm(noise, x, 3, octaves) - fbm(noise, x, 3, octaves + 1))
      }
      return sum / 400
    }
    expect(change(1)).toBeGreaterThan(change(3))
    expect(change(3)).toBeGreaterThan(change(6))
    expect(change(6)).toBeGreaterThan(0)
  })
})
