import { describe, expect, test } from 'vitest'
import { type Bar, drawChart, linear, logarithmic } from '../../../bench/chart.ts'

function draw(bars: readonly Bar[], axis = linear(100)): string {
  return drawChart({
    title: 'a < b & "c"',
    subtitle: '',
    series: ['ours', 'theirs'],
    groups: [{ caption: 'group', bars }],
    axis: { ...axis, ticks: [], reference: { value: 50, label: 'half' } },
  })
}

const bar = (series: string, value: number): Bar => ({ series, value, label: `${value}` })

function ends(svg: string): [number, number][] {
  return [...svg.matchAll(/<path class="s[0-9]" d="M([0-9.]+) [0-9.]+ H([0-9.]+)/g)].map(([, from, to]) => [
    Number(from),
    Number(to),
  ])
}

const lengths = (svg: string) => ends(svg).map(([from, to]) => to - from)

describe('a chart', () => {
  test('draws bars as long as their values', () => {
    const [a = 0, b = 0] = lengths(draw([bar('ours', 20), bar('theirs', 80)]))
    expect(a).toBeGreaterThan(0)
    expect(b / a).toBeCloseTo(4, 1)
  })

  test('draws 2 and 1/2 at the same distance from 1 on a logarithmic axis', () => {
    const [half, twice] = ends(draw([bar('ours', 0.5), bar('theirs', 2)], logarithmic(0.1, 10, 1)))
    expect(half?.[1]).toBeCloseTo(twice?.[0] ?? 0, 0)
    const [a = 0, b = 1] = lengths(draw([bar('ours', 0.5), bar('theirs', 2)], logarithmic(0.1, 10, 1)))
    expect(a).toBeCloseTo(b, 0)
  })

  test('cuts off a bar beyond the plot, and adds an arrow tip and the number', () => {
    const svg = draw([bar('ours', 100), bar('theirs', 5000)])
    const [whole, cut] = lengths(svg)
    expect(cut).toBe(whole)
    expect(svg.match(/ l7 /g)).toHaveLength(1)
    expect(svg).toContain('>5000</text>')
  })

  test('uses a color for each series, in light and dark schemes', () => {
    const svg = draw([bar('theirs', 10)])
    expect(svg).toContain('<path class="s1"')
    expect(svg).toContain('@media (prefers-color-scheme: dark)')
  })

  test('escapes texts', () => {
    const svg = draw([])
    expect(svg).toContain('aria-label="a &lt; b &amp; &quot;c&quot;"')
    expect(svg).not.toContain('a < b')
  })
})
