import { describe, expect, test } from 'vitest'
import { compare } from '../../../bench/operations/compare.ts'
import { faded } from '../../../bench/operations/pictures.ts'
import { operationsChart, operationsSection } from '../../../bench/operations/report.ts'
import type { OperationsResult, SetResult } from '../../../bench/results.ts'

describe('an operation compared with sharp', () => {
  test("subtracts the cost of raw pixels from sharp's time in each round", () => {
    // The machine is half as fast in the second round.
    const result = compare('tint', [6, 12, 6], [4, 8, 4], [1, 2, 1])
    expect(result.signet.median).toBe(6)
    expect(result.sharp).toEqual({ low: 3, median: 3, high: 4.5, bare: 1 })
    expect(result.ratio).toEqual({ low: 2, median: 2, high: 2 })
  })

  test('has no ratio if little time is left', () => {
    const { sharp, ratio } = compare('negate', [1, 1, 1], [1.2, 1.1, 3], [1, 1, 1])
    expect(sharp?.median).toBeCloseTo(0.2)
    expect(ratio).toBeUndefined()
  })

  test('has no ratio if sharp lacks the operation', () => {
    expect(compare('pixelate', [3, 1, 2], [], [])).toEqual({
      id: 'pixelate',
      signet: { low: 1.5, median: 2, high: 2.5 },
    })
  })
})

describe('the picture with alpha', () => {
  const { width, height, data } = faded({
    width: 40,
    height: 30,
    data: new Uint8Array(40 * 30 * 4).fill(77),
  })
  const pixel = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x + 1) * 4)]

  test('is transparent in the corners, opaque in the middle and translucent between', () => {
    expect(pixel(0, 0)).toEqual([77, 77, 77, 0])
    expect(pixel(width - 1, height - 1)).toEqual([77, 77, 77, 0])
    expect(pixel(20, 15)).toEqual([77, 77, 77, 255])
    expect(new Set(data.filter((_, at) => at % 4 === 3)).size).toBeGreaterThan(20)
  })
})

describe('the page', () => {
  const set: SetResult = {
    id: 'colors',
    signet: { low: 290, median: 300, high: 310 },
    sharp: { low: 590, median: 600, high: 610 },
    ratio: { low: 0.49, median: 0.5, high: 0.51 },
    difference: 1.26,
  }
  const results: OperationsResult = {
    date: '2030-01-02',
    rounds: 3,
    operations: [
      compare('rotate_soft', [5, 5, 5], [12, 12, 12], [2, 2, 2]),
      compare('flip', [2, 2, 2], [0.9, 0.9, 0.9], [1, 1, 1]),
      compare('radius', [0.25, 0.25, 0.25], [], []),
    ],
    sets: [set],
  }
  const page = operationsSection(results)

  test('has a row for each operation and each set, and its own date', () => {
    expect(page).toContain('Measured on 2030-01-02 in 3 rounds')
    expect(page).toContain('| rotate 30°, with alpha | 5.00 | 10 | 2.00 | **0.50** (0.50–0.50) |')
    expect(page).toContain('| flip | 2.00 | 0.00 | 1.00 | – |')
    expect(page).toContain('| radius 100 | 0.25 | – | – | – |')
    expect(page).toMatch(/\| crop, .*overlay \| 300 \| 600 \| \*\*0\.50\*\* \(0\.49–0\.51\) \| 1\.3 \|/)
  })

  test('draws each ratio', () => {
    const svg = operationsChart(results)
    expect([...svg.matchAll(/<path class="s0"/g)]).toHaveLength(2)
    expect(svg).toContain('0.50 ×  (5.00 ms)')
    expect(svg).toContain('0.50 ×  (300 ms)')
  })
})
