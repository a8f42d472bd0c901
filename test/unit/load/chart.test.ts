import { describe, expect, test } from 'vitest'
import { drawMemory, type MemoryChart, stepOf } from '../../load/chart.ts'

const CHART: MemoryChart = {
  title: 'a < b & "c"',
  subtitle: '',
  samples: [
    { seconds: 0, megabytes: 100 },
    { seconds: 50, megabytes: 200 },
    { seconds: 100, megabytes: 100 },
  ],
  idle: 100,
  marks: [{ above: 128, label: 'idle + 128' }],
}

function points(svg: string): [number, number][] {
  const [, path = ''] = /class="memory" d="([^"]+)"/.exec(svg) ?? []
  return [...path.matchAll(/[ML]([0-9.]+) ([0-9.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])
}

function heightOf(svg: string, kind: string): number {
  return Number(new RegExp(`<line [^>]*y1="([0-9.]+)"[^>]*class="${kind}"`).exec(svg)?.[1])
}

describe('a chart of resident memory', () => {
  test('has a point for each sample, in proportion to time and memory', () => {
    const svg = drawMemory(CHART)
    const [first, second, third] = points(svg)
    if (!first || !second || !third) throw new Error('three points are drawn')
    expect(second[0] - first[0]).toBeCloseTo(third[0] - second[0], 1)
    expect(first[1]).toBe(third[1])
    expect(first[1]).toBe(heightOf(svg, 'idle'))
    const perMegabyte = (first[1] - second[1]) / 100
    expect(heightOf(svg, 'idle') - heightOf(svg, 'mark')).toBeCloseTo(128 * perMegabyte, 0)
  })

  test('fits samples far above the marked lines', () => {
    const samples = [...CHART.samples, { seconds: 120, megabytes: 5000 }]
    for (const [, y] of points(drawMemory({ ...CHART, samples }))) expect(y).toBeGreaterThanOrEqual(68)
  })

  test('can be drawn without samples', () => {
    expect(drawMemory({ ...CHART, samples: [] })).toContain('idle + 128')
  })

  test('escapes texts, and has a light and a dark scheme', () => {
    const svg = drawMemory(CHART)
    expect(svg).toContain('aria-label="a &lt; b &amp; &quot;c&quot;"')
    expect(svg).not.toContain('a < b')
    expect(svg.match(/prefers-color-scheme: dark/g)).toHaveLength(2)
  })
})

test.each([
  [300, 10, 50],
  [60, 10, 10],
  [280, 8, 50],
  [1000, 8, 200],
  [7, 10, 1],
])('an axis up to %d with at most %d steps has a step of %d', (to, most, step) => {
  expect(stepOf(to, most)).toBeCloseTo(step)
})
