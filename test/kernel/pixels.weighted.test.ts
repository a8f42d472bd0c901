import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Matrix, Range } from '../../src/engine/picture/picture.ts'
import { weightsOf } from '../../src/engine/rows/matrix.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks, planes } from '../support/kernel/pixel-blocks.ts'
import { runs } from '../support/properties/runs.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

const PARTS = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] } as const
const MATRICES: readonly Matrix[] = ['bt601', 'bt709', 'bt2020']
const RANGES: readonly Range[] = ['full', 'limited']
const EACH = MATRICES.flatMap((matrix) => RANGES.map((range) => [matrix, range] as const))

function convert(input: readonly Uint8Array[], matrix: Matrix, range: Range): number[] {
  const [y = 0, cb = 0, cr = 0] = input.map(put)
  const count = input[0]?.length ?? 0
  const out = put(new Uint8Array(4 * count))
  wasm.weightedToRgba({ y, cb, cr, count, out, ...weightsOf(matrix, range) })
  return [...take(out, 4 * count)]
}

/** Returns Y, Cb and Cr of a color from 0 to 1 (ITU-T H.273, 8.3), unrounded. */
function ycc([r, g, b]: readonly [number, number, number], matrix: Matrix, range: Range): number[] {
  const [red, blue] = PARTS[matrix]
  const y = red * r + (1 - red - blue) * g + blue * b
  const [cb, cr] = [(b - y) / (2 * (1 - blue)), (r - y) / (2 * (1 - red))]
  if (range === 'full') return [255 * y, 255 * cb + 128, 255 * cr + 128]
  return [219 * y + 16, 224 * cb + 128, 224 * cr + 128]
}

describe.each(EACH)('Y, Cb and Cr of %s and %s range', (matrix, range) => {
  it('become the color they were made from', () => {
    const level = fc.nat(255)
    fc.assert(
      fc.property(fc.tuple(level, level, level), ([r, g, b]) => {
        const stored = ycc([r / 255, g / 255, b / 255], matrix, range)
        const found = convert(
          stored.map((sample) => Uint8Array.of(Math.round(sample))),
          matrix,
          range,
        )
        for (const [index, expected] of [r, g, b].entries())
          expect(Math.abs((found[index] ?? 0) - expected)).toBeLessThanOrEqual(2)
        expect(found[3]).toBe(255)
      }),
      { numRuns: runs(60) },
    )
  })

  it('become neutral for gray, exact for black and white, and are clipped beyond', () => {
    const levels = range === 'full' ? [0, 128, 255] : [0, 16, 235, 255]
    const gray = new Uint8Array(levels.length).fill(128)
    const found = convert([Uint8Array.from(levels), gray, gray], matrix, range)
    const expected = range === 'full' ? [0, 128, 255] : [0, 0, 255, 255]
    expect(found).toEqual(expected.flatMap((value) => [value, value, value, 255]))
  })

  it('become the same pixel at any position', () => {
    fc.assert(
      fc.property(planes(3), (input) => {
        const each = Array.from(input[0] ?? [], (_, at) =>
          convert(
            input.map((plane) => plane.subarray(at, at + 1)),
            matrix,
            range,
          ),
        )
        expect(convert(input, matrix, range)).toEqual(each.flat())
      }),
      { numRuns: runs(20) },
    )
  })
})

it('reads nothing outside the samples', () => {
  const out = put(new Uint8Array(12))
  const last = atEnd(3)
  const row = { y: last, cb: last, cr: last, count: 3, out }
  expect(() => wasm.weightedToRgba({ ...row, ...weightsOf('bt709', 'full') })).not.toThrow()
})
