import { describe, expect, test } from 'vitest'
import { latency, settled, slope, statuses } from '../../load/figures.ts'

const samples = (seconds: number, megabytes: (at: number) => number) =>
  Array.from({ length: seconds * 4 + 1 }, (_, i) => ({ seconds: i / 4, megabytes: megabytes(i / 4) }))

describe('the slope', () => {
  test('is the growth per minute', () => {
    expect(slope(samples(90, (at) => 200 + at / 30))).toBeCloseTo(2)
    expect(slope(samples(90, () => 200))).toBe(0)
  })

  test('is close to zero for a saw-tooth', () => {
    expect(Math.abs(slope(samples(300, (at) => 200 + (at % 10))))).toBeLessThan(0.1)
    expect(Math.abs(slope(samples(300, (at) => 200 + (at % 10) + at / 10)) - 6)).toBeLessThan(0.1)
  })

  test('is 0 for one sample or none', () => {
    expect(slope([])).toBe(0)
    expect(slope([{ seconds: 1, megabytes: 100 }])).toBe(0)
  })
})

test('the warm-up is the first minute, or a third of a shorter run', () => {
  expect(settled(samples(300, () => 1))[0]?.seconds).toBe(60)
  expect(settled(samples(60, () => 1))[0]?.seconds).toBe(20)
  expect(settled([])).toEqual([])
})

test('latency is given as percentiles in whole milliseconds', () => {
  const answers = Array.from({ length: 101 }, (_, i) => ({ milliseconds: 100 - i + 0.2 }))
  expect(latency(answers)).toEqual({ p50: 50, p90: 90, p99: 99, max: 100 })
  expect(latency([])).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 })
})

test('statuses are counted for complete answers only', () => {
  const answers = [
    { status: 200 },
    { status: 503 },
    { status: 200 },
    { status: 200, fault: 'the body broke off' },
    { status: 200, excused: 'left' },
    { status: 0, fault: 'connect ECONNREFUSED' },
  ]
  expect(statuses(answers)).toEqual({ 200: 2, 503: 1 })
})
