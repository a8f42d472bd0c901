import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Adjustment, adjustMatrix } from '../../../../src/engine/ops/adjust.ts'

const UNCHANGED: Adjustment = { brightness: 1, contrast: 1, saturation: 1, hue: 0 }

type Color = [number, number, number]

function adjusted([r, g, b]: Color, change: Partial<Adjustment>): number[] {
  const matrix = adjustMatrix({ ...UNCHANGED, ...change })
  return [0, 4, 8].map((row) => {
    const [x = 0, y = 0, z = 0, one = 0] = matrix.slice(row, row + 4)
    return x * r + y * g + z * b + one
  })
}

function expectNear(made: readonly number[], expected: readonly number[], within = 1e-9): void {
  made.forEach((value, at) => {
    expect(Math.abs(value - (expected[at] ?? 0))).toBeLessThan(within)
  })
}

const code = fc.double({ min: 0, max: 255, noNaN: true })
const colors: fc.Arbitrary<Color> = fc.tuple(code, code, code)
const amount = fc.double({ min: 0, max: 4, noNaN: true })
const degrees = fc.integer({ min: -359, max: 359 })

const luma = ([r, g, b]: readonly number[]) => 0.213 * (r ?? 0) + 0.715 * (g ?? 0) + 0.072 * (b ?? 0)

describe('adjustMatrix', () => {
  test('multiplies by the brightness', () => {
    fc.assert(
      fc.property(colors, amount, (color, brightness) => {
        expectNear(
          adjusted(color, { brightness }),
          color.map((value) => value * brightness),
        )
      }),
    )
  })

  test('spreads values about the middle for contrast', () => {
    fc.assert(
      fc.property(colors, amount, (color, contrast) => {
        expectNear(
          adjusted(color, { contrast }),
          color.map((value) => 127.5 + (value - 127.5) * contrast),
        )
      }),
    )
  })

  test('spreads values about luma for saturation', () => {
    fc.assert(
      fc.property(colors, amount, (color, saturation) => {
        expectNear(
          adjusted(color, { saturation }),
          color.map((value) => luma(color) + (value - luma(color)) * saturation),
        )
      }),
    )
  })

  test('keeps grays and luma for a change of hue, and steps add up to a full turn', () => {
    fc.assert(
      fc.property(colors, degrees, (color, hue) => {
        const [gray] = color
        expectNear(adjusted([gray, gray, gray], { hue }), [gray, gray, gray])
        expect(Math.abs(luma(adjusted(color, { hue })) - luma(color))).toBeLessThan(0.2)
        expectNear(adjusted(color, { hue: hue + 360 }), adjusted(color, { hue }))
      }),
    )
  })

  test.each([
    // cos 0 and sin 1 in the matrix, then cos -1 and sin 0.
    { hue: 90, red: [0, 0.356, -0.574] },
    { hue: 180, red: [-0.574, 0.426, 0.426] },
  ])('turns red into $red at a hue of $hue degrees', ({ hue, red }) => {
    expectNear(
      adjusted([255, 0, 0], { hue }),
      red.map((share) => 255 * share),
    )
  })

  test('applies brightness, contrast, saturation and hue in this order', () => {
    fc.assert(
      fc.property(colors, amount, amount, amount, degrees, (color, ...amounts) => {
        const [brightness, contrast, saturation, hue] = amounts
        const steps = [{ brightness }, { contrast }, { saturation }, { hue }]
        const one = steps.reduce<number[]>((value, step) => adjusted(value as Color, step), color)
        expectNear(adjusted(color, { brightness, contrast, saturation, hue }), one, 1e-6)
      }),
    )
  })
})
