import { describe, expect, test } from 'vitest'
import { drawMemory, type MemoryChart, stepOf } from '../../load/chart.ts'
import type { IsolateSample } from '../../load/isolate/watch.ts'

const sample = (seconds: number, heap: number, buffers: number, wasm: number): IsolateSample => {
  return { seconds, heap, buffers, wasm, wasmPeak: wasm }
}

const CHART: MemoryChart = {
  title: 'a < b & "c"',
  subtitle: '',
  samples: [sample(0, 10, 20, 30), sample(50, 10, 20, 60), sample(100, 10, 20, 30)],
  resident: [
    { seconds: 0, megabytes: 200 },
    { seconds: 100, megabytes: 240 },
  ],
  limit: { value: 128, label: 'limit 128' },
}

function points(svg: string, part: string): [number, number][] {
  const [, path = ''] = new RegExp(`data-part="${part}" d="([^"]+)"`).exec(svg) ?? []
  return [...path.matchAll(/[ML]([0-9.]+) ([0-9.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])
}

const yOf = (svg: string, kind: string): number[] =>
  [...svg.matchAll(new RegExp(`<line [^>]*y1="([0-9.]+)"[^>]*class="${kind}"`, 'g'))].map(([, y]) =>
    Number(y),
  )

describe('a chart of memory', () => {
  const svg = drawMemory(CHART)
  const [bottom = 0] = yOf(svg, 'grid')
  const [limit = 0] = yOf(svg, 'mark')
  const perMegabyte = (bottom - limit) / 128
  const megabytes = (part: string) => points(svg, part).map(([, y]) => Math.round((bottom - y) / perMegabyte))

  test('stacks WebAssembly, buffers and heap', () => {
    expect(megabytes('wasm')).toEqual([30, 60, 30, 0, 0, 0])
    expect(megabytes('buffers')).toEqual([50, 80, 50, 30, 60, 30])
    expect(megabytes('heap')).toEqual([60, 90, 60, 50, 80, 50])
  })

  test('has resident memory as a line of the same scale', () => {
    expect(megabytes('resident')).toEqual([200, 240])
    expect(points(svg, 'resident').map(([x]) => x)).toEqual([0, 2].map((at) => points(svg, 'heap')[at]?.[0]))
  })

  test('places samples in proportion to time', () => {
    const [first, second, third] = points(svg, 'wasm').map(([x]) => x)
    expect((second ?? 0) - (first ?? 0)).toBeCloseTo((third ?? 0) - (second ?? 0), 1)
  })

  test('keeps the peak of a long run, and few points', () => {
    const samples = Array.from({ length: 12_000 }, (_, i) => sample(i / 10, 10, 20, i === 7777 ? 500 : 30))
    const long = points(drawMemory({ ...CHART, samples, resident: [] }), 'heap')
    expect(long.length).toBeLessThanOrEqual(1200)
    const heights = new Set(long.map(([, y]) => y))
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(92)
    expect(heights.size).toBe(4)
  })

  test('can be drawn without samples', () => {
    expect(drawMemory({ ...CHART, samples: [], resident: [] })).toContain('limit 128')
  })

  test('escapes texts, and has a light and a dark scheme', () => {
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
