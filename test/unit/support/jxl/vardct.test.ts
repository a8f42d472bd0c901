import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inverseDct, setLowFrequencies } from '../../../support/jxl/decoder/vardct/inverse-dct.ts'
import { naturalOrder } from '../../../support/jxl/decoder/vardct/orders.ts'
import { makeQuantTable } from '../../../support/jxl/decoder/vardct/quant-table.ts'
import { smoothLf } from '../../../support/jxl/decoder/vardct/smooth-lf.ts'
import { type Strategy, strategyOf } from '../../../support/jxl/decoder/vardct/strategies.ts'
import { writeSamples } from '../../../support/jxl/decoder/vardct/transforms.ts'
import { runs } from '../../../support/properties/runs.ts'

const norm = (frequency: number) => (frequency === 0 ? 1 : Math.SQRT2)

/** Sample of a two-dimensional DCT by its definition. */
function sampleOf(
  coefficient: (v: number, h: number) => number,
  rows: number,
  columns: number,
  y: number,
  x: number,
) {
  let sum = 0
  for (let v = 0; v < rows; v++) {
    for (let h = 0; h < columns; h++) {
      const vertical = norm(v) * Math.cos(((2 * y + 1) * v * Math.PI) / (2 * rows))
      sum += coefficient(v, h) * vertical * norm(h) * Math.cos(((2 * x + 1) * h * Math.PI) / (2 * columns))
    }
  }
  return sum
}

const SIZES = [
  [8, 8],
  [16, 8],
  [8, 16],
  [16, 16],
  [32, 16],
  [4, 8],
  [8, 4],
  [4, 4],
] as const

describe('the inverse DCT', () => {
  test.each(SIZES)('of %i rows and %i columns matches its definition', (rows, columns) => {
    const sparse = fc.array(fc.tuple(fc.nat(rows * columns - 1), fc.integer({ min: -100, max: 100 })), {
      maxLength: 9,
    })
    fc.assert(
      fc.property(sparse, (list) => {
        const coefficients = new Float64Array(rows * columns)
        for (const [at, number] of list) coefficients[at] = number
        const data = new Float32Array(rows * columns)
        inverseDct(coefficients, rows, columns, { data, at: 0, stride: columns })
        const of = (v: number, h: number) =>
          coefficients[rows < columns ? v * columns + h : h * rows + v] ?? 0
        for (const [at, sample] of data.entries()) {
          expect(sample).toBeCloseTo(sampleOf(of, rows, columns, Math.floor(at / columns), at % columns), 2)
        }
      }),
      { numRuns: runs(30) },
    )
  })

  test('keeps to its rectangle', () => {
    const data = new Float32Array(100).fill(7)
    inverseDct(Float64Array.of(3, ...Array<number>(15).fill(0)), 4, 4, { data, at: 23, stride: 10 })
    expect([...data].filter((sample) => sample === 3)).toHaveLength(16)
    expect(data[23 + 33]).toBe(3)
    expect([...data].filter((sample) => sample === 7)).toHaveLength(84)
  })
})

test.each([
  [2, 2],
  [1, 2],
  [2, 1],
  [4, 4],
  [4, 2],
])('means of %i × %i blocks give the means of the samples', (rows, columns) => {
  const numbers = fc.array(fc.integer({ min: -50, max: 50 }), {
    minLength: rows * columns,
    maxLength: rows * columns,
  })
  fc.assert(
    fc.property(numbers, (means) => {
      const coefficients = new Float64Array(64 * rows * columns)
      setLowFrequencies(means, rows, columns, coefficients)
      const data = new Float32Array(64 * rows * columns)
      inverseDct(coefficients, 8 * rows, 8 * columns, { data, at: 0, stride: 8 * columns })
      for (const [at, mean] of means.entries()) {
        const [x, y] = [8 * (at % columns), 8 * Math.floor(at / columns)]
        const samples = Array.from(
          { length: 64 },
          (_, i) => data[(y + (i >> 3)) * 8 * columns + x + (i & 7)] ?? 0,
        )
        expect(samples.reduce((a, b) => a + b) / 64).toBeCloseTo(mean, 3)
      }
    }),
    { numRuns: runs(30) },
  )
})

const SMALL = [0, 1, 2, 3, 12, 13, 14, 15, 16, 17].map((code) => [code, strategyOf(code)] as const)

/** Draws coefficients of one block. */
function draw(coefficients: Float64Array, strategy: Strategy): Float32Array {
  const data = new Float32Array(64)
  writeSamples(coefficients, strategy, { data, at: 0, stride: 8 })
  return data
}

describe.each(SMALL)('strategy %i', (_, strategy) => {
  test('draws a flat block from the first coefficient', () => {
    const data = draw(Float64Array.of(5, ...Array<number>(63).fill(0)), strategy)
    for (const sample of data) expect(sample).toBeCloseTo(5, 5)
  })

  test('is linear, and its coefficients are independent', () => {
    const columns = Array.from({ length: 64 }, (_, at) => [
      ...draw(
        Float64Array.from({ length: 64 }, (_, i) => Number(i === at)),
        strategy,
      ),
    ])
    // The rank of 64 columns, by elimination.
    let rank = 0
    for (let row = 0; row < 64; row++) {
      const pivot = columns.findIndex((column, at) => at >= rank && Math.abs(column[row] ?? 0) > 1e-4)
      if (pivot < 0) continue
      const [found = []] = columns.splice(pivot, 1)
      columns.splice(rank++, 0, found)
      for (const column of columns.slice(rank)) {
        const factor = (column[row] ?? 0) / (found[row] ?? 1)
        for (const [at, entry] of found.entries()) column[at] = (column[at] ?? 0) - factor * entry
      }
    }
    expect(rank).toBe(64)
    // The sum of two blocks.
    const [a, b] = [
      Float64Array.from({ length: 64 }, (_, at) => at),
      Float64Array.from({ length: 64 }, (_, at) => -at * at),
    ]
    const [one, two] = [draw(a, strategy), draw(b, strategy)]
    const both = draw(
      a.map((entry, at) => entry + (b[at] ?? 0)),
      strategy,
    )
    for (const [at, sample] of both.entries()) expect(sample).toBeCloseTo((one[at] ?? 0) + (two[at] ?? 0), 1)
  })
})

test('strategies of 128 pixels are not supported', () => {
  expect(() => strategyOf(21)).toThrow('not supported: the strategy 21')
  expect(() => strategyOf(27)).toThrow('the strategy 27 is unknown')
})

describe('the natural order', () => {
  test('of 8 × 8 coefficients is a zigzag', () => {
    expect(naturalOrder(1, 1).slice(0, 10)).toEqual([0, 1, 8, 16, 9, 2, 3, 10, 17, 24])
    expect(naturalOrder(1, 1).slice(-3)).toEqual([55, 62, 63])
  })

  test.each([
    [1, 1],
    [2, 1],
    [2, 2],
    [4, 1],
    [4, 2],
    [4, 4],
  ])('of %i × %i blocks begins with the coefficients of the LF image', (columns, rows) => {
    const order = naturalOrder(columns, rows)
    const width = 8 * columns
    const lf = order.slice(0, columns * rows)
    expect(lf).toEqual(Array.from(lf, (_, at) => Math.floor(at / columns) * width + (at % columns)))
    expect(order.toSorted((a, b) => a - b)).toEqual([...order.keys()])
  })
})

describe('quantization tables', () => {
  test('grow from the first band to the last', () => {
    const table = makeQuantTable({ kind: 'dct', bands: [[100, -1, -1], [], []] }, 0, 1, 1)
    expect(1 / (table[0] ?? 0)).toBeCloseTo(100, 6)
    expect(1 / (table[63] ?? 0)).toBeCloseTo(25, 3)
    expect(table[1]).toBeCloseTo(table[8] ?? 0, 12)
  })

  test('are the entries of a JPEG, times a denominator', () => {
    const values = [0, 1, 2].map(() => Array.from({ length: 64 }, (_, at) => at + 1))
    const table = makeQuantTable({ kind: 'raw', denominator: 1 / 2040, values }, 1, 1, 1)
    expect(table[63]).toBeCloseTo(64 / 2040, 12)
  })

  test('with a weight of 0 are refused', () => {
    expect(() => makeQuantTable({ kind: 'identity', weights: [[0, 1, 1]] }, 0, 1, 1)).toThrow('the weight 0')
  })
})

describe('smoothing the LF image', () => {
  const planeOf = (samples: readonly number[]) => ({ width: 3, height: 3, data: Float32Array.from(samples) })
  const smooth = (center: number) => {
    const planes = [
      planeOf([0, 0, 0, 0, center, 0, 0, 0, 0]),
      planeOf(Array(9).fill(0)),
      planeOf(Array(9).fill(0)),
    ]
    const [a, b, c] = planes
    if (a && b && c) smoothLf([a, b, c], [1, 1, 1])
    return [...(a?.data ?? [])]
  }

  test('replaces a small difference by the mean', () => {
    expect(smooth(0.1)[4]).toBeCloseTo(0.1 * (1 - 4 * (0.20345139757231578 + 0.0334829185968739)), 6)
    expect(smooth(0.1).filter((sample) => sample === 0)).toHaveLength(8)
  })

  test('keeps a large difference', () => {
    expect(smooth(2)[4]).toBe(2)
  })
})
