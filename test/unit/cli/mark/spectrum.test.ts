import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviationOf, evidenceOf, sumsAt, wantedOf } from '../../../../cli/mark/evidence.ts'
import { frequenciesOf } from '../../../../cli/mark/frequencies.ts'
import type { Residual } from '../../../../cli/mark/residual.ts'
import { EQUAL, equally, type Shape } from '../../../../cli/mark/shapes.ts'
import { emptySpectrum, openSpectrum, placeOf, type Spectrum } from '../../../../cli/mark/spectrum.ts'
import { lengthOf } from '../../../../src/engine/mark/code.ts'
import { MODES, TILE } from '../../../../src/engine/mark/modes.ts'
import { patternOf, type Wave } from '../../../../src/engine/mark/pattern.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

function spectrumOf(residual: Residual, shape: Shape): Spectrum {
  const spectrum = emptySpectrum()
  openSpectrum(frequenciesOf(residual))(shape, spectrum)
  return spectrum
}

describe('the spectrum of a residual', () => {
  it('has the phase of every possible wave, with nearly equal weight of every pixel', () => {
    const sizes = fc.integer({ min: 1, max: 90 })
    const shares = fc.double({ min: 0, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(
        fc.record({ width: sizes, height: sizes, left: shares, top: shares }),
        fc.record({
          across: fc.double({ min: 0.6, max: 4.4, noNaN: true }),
          down: fc.double({ min: 0.6, max: 4.4, noNaN: true }),
          turn: fc.oneof(fc.constant(0), fc.double({ min: -0.04, max: 0.04, noNaN: true })),
        }),
        ({ width, height, left, top }, shape) => {
          const [x, y] = [Math.floor(left * width), Math.floor(top * height)]
          const only = (at: number): Residual => ({
            width,
            height,
            values: Float32Array.from({ length: width * height }, (_, index) => (index === at ? 1 : 0)),
          })
          const { re, im } = spectrumOf(only(y * width + x), shape)
          const middle = { x: width >> 1, y: height >> 1 }
          const center = spectrumOf(only(middle.y * width + middle.x), shape)
          for (const [a, b] of [
            [7, 3],
            [0, 12],
            [12, -7],
            [3, 19],
            [25, 9],
            [20, -19],
          ] as const) {
            const at = placeOf(a, b)
            const size = Math.hypot(center.re[at] ?? 0, center.im[at] ?? 0)
            const [across, down] = [(a * shape.across) / TILE, (b * shape.down) / TILE]
            if (Math.max(across, Math.abs(down)) > 0.5) continue
            const [cos, sin] = [Math.cos(shape.turn), Math.sin(shape.turn)]
            // The half pixel between an even side's middle and its center is not rotated.
            const periods =
              (cos * across + sin * down) * (x - middle.x) +
              (cos * down - sin * across) * (y - middle.y) +
              across * (middle.x - (width - 1) / 2) +
              down * (middle.y - (height - 1) / 2)
            const angle = -2 * Math.PI * periods
            const off = Math.hypot(
              (re[at] ?? 0) - size * Math.cos(angle),
              (im[at] ?? 0) - size * Math.sin(angle),
            )
            expect(off).toBeLessThan(0.05 * size)
          }
        },
      ),
      { numRuns: runs(40) },
    )
  })
})

/** Returns the waves in a copy of a picture, computed by their definition. */
function copyOf(waves: readonly Wave[], width: number, height: number, scale: number): Residual {
  const values = new Float32Array(width * height)
  const unit = (2 * Math.PI * scale) / TILE
  for (const { x, y, amplitude, cos, sin } of waves) {
    const phase = Math.atan2(sin, cos)
    for (let row = 0, at = 0; row < height; row++) {
      const down = phase + unit * y * (row - (height - 1) / 2)
      for (let column = 0; column < width; column++, at++) {
        const angle = down + unit * x * (column - (width - 1) / 2)
        values[at] = (values[at] as number) + amplitude * Math.cos(angle)
      }
    }
  }
  return { width, height, values }
}

/** Adds so much noise that waves are detected only if the whole picture is summed. */
function noisy({ values, ...size }: Residual, seed: number): Residual {
  const random = randomNumbers(seed)
  return { ...size, values: values.map((value) => value + 30 * (random() / 2 ** 31 - 1)) }
}

describe('the scales that are tried', () => {
  const [width, height] = [100, 90]
  const scales = EQUAL.shapesOf({ width, height }).map(({ across }) => across)
  const stream = Uint16Array.from({ length: 4080 }, randomNumbers(5))

  it.each(Object.values(MODES))('leave no gap between 25 % and 130 %: $bits bits', (mode) => {
    const waves = patternOf(mode, stream, lengthOf(mode)).filter(({ bit }) => bit === undefined)
    const wanted = wantedOf(waves.filter((_, at) => at % 3 === 0))
    const share = fc.noBias(fc.double({ min: 0.25, max: 1.3, noNaN: true }))
    fc.assert(
      fc.property(share, fc.nat(), (part, seed) => {
        const scale = 1 / part
        const copy = copyOf(wanted.waves, width, height, scale)
        const foundIn = (noise: number) => {
          const read = openSpectrum(frequenciesOf(noisy(copy, noise)))
          const scoreAt = (tried: number) => {
            const spectrum = emptySpectrum()
            read(equally(tried), spectrum)
            const evidence = evidenceOf(spectrum, wanted, 0)
            return Math.max(...sumsAt(evidence, wanted, [-1, 0, 1], [-1, 0, 1])) / deviationOf(evidence)
          }
          return Math.max(...nearest(scales, scale).map(scoreAt)) / scoreAt(scale)
        }
        // Noise changes a single score by a few per cent.
        const shares = [seed, seed + 1, seed + 2].map(foundIn)
        expect(shares.reduce((sum, one) => sum + one, 0) / shares.length).toBeGreaterThan(0.95)
      }),
      { numRuns: 8 },
    )
  })
})

const nearest = (scales: readonly number[], scale: number) =>
  scales.toSorted((a, b) => Math.abs(a - scale) - Math.abs(b - scale)).slice(0, 2)
