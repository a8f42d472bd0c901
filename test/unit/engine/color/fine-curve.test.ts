import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FINE_CURVE, fineCurve } from '../../../../src/engine/color/fine-curve.ts'
import { type Curve, fromSrgb, power, toSrgb, transferOf } from '../../../../src/engine/color/transfer.ts'
import { runs } from '../../../support/properties/runs.ts'

/** Interpolates linearly between the two entries around a sample. */
function interpolated(values: Float32Array, sample: number): number {
  const octave = Math.floor(Math.log2(sample))
  const place = 1 + (octave + 32 + sample / 2 ** octave - 1) * 128
  const at = Math.min(Math.floor(place), FINE_CURVE - 2)
  const [from, to] = [values[at] ?? Number.NaN, values[at + 1] ?? Number.NaN]
  return from + (to - from) * (place - at)
}

/** Returns the maximum error in 8-bit codes. */
function furthest(curve: Curve, samples: readonly number[]): number {
  const values = fineCurve(curve)
  const off = (sample: number) => toSrgb(interpolated(values, sample)) - toSrgb(Math.min(curve(sample), 1))
  return Math.max(...samples.map((sample) => 255 * Math.abs(off(sample))))
}

const EVEN = Array.from({ length: 20_000 }, (_, at) => (at + 1) / 20_000)
const DARK = EVEN.map((sample) => sample ** 6)

describe('linear interpolation', () => {
  it.each<[string, Curve, number]>([
    ['light itself', power(1), 1e-4],
    ['the curve of sRGB', fromSrgb, 0.005],
    ['1.8', power(1.8), 0.005],
    ['2.8', power(2.8), 0.005],
    ['the exponent 1/2.8, which is steepest at 0', power(1 / 2.8), 0.005],
    ['the exponent 1/2.2', power(1 / 2.2), 0.005],
    ['PQ, except for the bend where it reaches 1', transferOf(16), 0.5],
    ['HLG', transferOf(18), 0.05],
  ])('approximates %s', (_, curve, most) => {
    expect(furthest(curve, [...EVEN, ...DARK.filter((sample) => sample > 2 ** -32)])).toBeLessThan(most)
  })
})

it('samples a curve from 0 to 1, in ascending order', () => {
  const seen: number[] = []
  fineCurve((sample) => {
    seen.push(sample)
    return sample
  })
  expect(seen).toHaveLength(FINE_CURVE)
  expect([seen[0], seen[1], seen.at(-1)]).toEqual([0, 2 ** -32, 1])
  expect(seen.every((sample, at) => at === 0 || sample > (seen[at - 1] ?? 1))).toBe(true)
})

it('clips values to the range 0 to 1', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { minLength: 3, maxLength: 3 }), ([low = 0, mid = 0, high = 0]) => {
      const values = fineCurve((sample) => [low, mid, high][Math.floor(2 * sample)] ?? 0)
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true)
    }),
    { numRuns: runs(20) },
  )
})
