import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sizes } from '../../src/engine/wasm/sizes.ts'
import { coefficientsOf, shownBlocks } from '../support/jpeg/coefficients.ts'
import { STATUS } from '../support/jpeg/kernel.ts'
import {
  apart,
  type Factors,
  interleaved,
  progression,
  QUANT,
  randomComponents,
} from '../support/jpeg/pictures.ts'
import { type JpegSpec, writeJpeg } from '../support/jpeg/writer.ts'
import { runs } from '../support/properties/runs.ts'

const GRAY: Factors = [[1, 1]]
const FULL: Factors = [
  [1, 1],
  [1, 1],
  [1, 1],
]
const HALVED: Factors = [
  [2, 2],
  [1, 1],
  [1, 1],
]
const TALL: Factors = [
  [1, 4],
  [1, 1],
  [1, 2],
]

const FORMS = {
  baseline: (count: number, restart: number) => ({ scans: interleaved(count, restart), progressive: false }),
  'separate scans': (count: number, restart: number) => ({
    scans: apart(count, restart),
    progressive: false,
  }),
  progressive: (count: number, restart: number) => ({
    scans: progression(count, restart),
    progressive: true,
  }),
}

interface Given {
  readonly width: number
  readonly height: number
  readonly factors: Factors
  readonly form: keyof typeof FORMS
  readonly restart: number
  readonly seed: number
}

function specOf({ width, height, factors, form, restart, seed }: Given): JpegSpec {
  const components = randomComponents({ width, height }, factors, seed)
  return { width, height, components, quant: QUANT, ...FORMS[form](factors.length, restart) }
}

const given: fc.Arbitrary<Given> = fc.record({
  width: fc.integer({ min: 1, max: 80 }),
  height: fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 240, max: 600 })),
  factors: fc.constantFrom(GRAY, FULL, HALVED, TALL),
  form: fc.constantFrom(...(Object.keys(FORMS) as (keyof typeof FORMS)[])),
  restart: fc.constantFrom(0, 0, 1, 5),
  seed: fc.nat(0xffff_ffff),
})

describe('coefficients from the JPEG decoder', () => {
  it('are those of the file, whatever its form and the pieces in which it arrives', () => {
    fc.assert(
      fc.property(given, fc.constantFrom(7, 500, 50_000), (picture, cut) => {
        const spec = specOf(picture)
        const { status, components, rewinds } = coefficientsOf(writeJpeg(spec), cut)
        expect(status).toBe(STATUS.done)
        expect(components).toEqual(shownBlocks(spec))
        const isKept =
          picture.form === 'progressive' || (picture.form !== 'baseline' && components.length > 1)
        expect(rewinds).toBe(isKept)
      }),
      { numRuns: runs(100) },
    )
  })

  it('take the declared memory', () => {
    fc.assert(
      fc.property(given, (picture) => {
        const { width, height, factors, form } = picture
        const { memory } = coefficientsOf(writeJpeg(specOf(picture)))
        const sampling = factors.reduce((all, [h, v], index) => all | (((h << 4) | v) << (8 * index)), 0)
        const all = form === 'baseline' || (factors.length === 1 && form !== 'progressive') ? 0 : 1
        const planned = sizes().jpegCoefficientBytes(width, height, sampling, all)
        if (form === 'separate scans') expect(memory).toBeLessThanOrEqual(planned)
        else expect(memory).toBe(planned)
      }),
      { numRuns: runs(50) },
    )
  })

  it('are at most those of 256 lines for a baseline image of 12 megapixels', () => {
    expect(sizes().jpegCoefficientBytes(4032, 3024, 0x111122, 0)).toBeLessThan(3_350_000)
  })
})
