import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromLab, toLab } from '../../../../src/engine/color/lab.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })

it('gives L* = 100 for white, 0 for black, and no color for grays', () => {
  expect(toLab([1, 1, 1])[0]).toBeCloseTo(100, 9)
  expect(toLab([0, 0, 0])[0]).toBeCloseTo(0, 9)
  fc.assert(
    fc.property(share, (gray) => {
      const [, a, b] = toLab([gray, gray, gray])
      expect(Math.abs(a) + Math.abs(b)).toBeLessThan(1e-9)
    }),
  )
})

// Published values for the primaries of sRGB under D65.
it.each([
  { rgb: [1, 0, 0], lab: [53.24, 80.09, 67.2] },
  { rgb: [0, 1, 0], lab: [87.74, -86.18, 83.18] },
  { rgb: [0, 0, 1], lab: [32.3, 79.19, -107.86] },
] as const)('converts $rgb to $lab', ({ rgb, lab }) => {
  toLab(rgb).forEach((value, at) => {
    expect(Math.abs(value - (lab[at] ?? 0))).toBeLessThan(0.05)
  })
})

it('inverts the conversion', () => {
  fc.assert(
    fc.property(fc.tuple(share, share, share), (rgb) => {
      fromLab(toLab(rgb)).forEach((value, at) => {
        expect(value).toBeCloseTo(rgb[at] ?? 0, 6)
      })
    }),
  )
})
