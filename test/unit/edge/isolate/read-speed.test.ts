import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { measureSpeed } from '../../../../src/edge/isolate/read-speed.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Reads at a speed in bytes per millisecond, and returns the speeds that are seen every 200 ms. */
function readFor(ms: number, speed: number, measured = measureSpeed()): (number | undefined)[] {
  return Array.from({ length: ms / 200 }, () => {
    measured.add(200 * speed)
    vi.advanceTimersByTime(200)
    return measured.latest()
  })
}

it('the speed of a client is that of the last seconds', () => {
  const measured = measureSpeed()
  const first = readFor(10_000, 50, measured)
  expect(first.slice(0, 9)).toEqual(Array(9).fill(undefined))
  expect(new Set(first.slice(9))).toEqual(new Set([50]))
})

it('a client that stops after its first bytes has no speed within 6 s', () => {
  const measured = measureSpeed()
  measured.add(2_000_000)
  const seen = readFor(6000, 0, measured)
  expect(seen.indexOf(0) * 200).toBeGreaterThan(4000)
  expect(seen.slice(-5)).toEqual(Array(5).fill(0))
})
