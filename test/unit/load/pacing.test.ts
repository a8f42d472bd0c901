import { describe, expect, test } from 'vitest'
import { bytesDue, PACES } from '../../load/pacing.ts'

const SIZE = 4_000_000

function duration(pace: Parameters<typeof bytesDue>[0]): number {
  let elapsed = 0
  while (bytesDue(pace, SIZE, elapsed) < SIZE) elapsed++
  return elapsed
}

describe('the due bytes of a body', () => {
  test('increase by 4 MB per second at the ordinary pace', () => {
    expect(Math.abs(duration(PACES.ordinary) - 1000)).toBeLessThan(20)
    expect(bytesDue(PACES.ordinary, SIZE, 0)).toBe(65_536)
  })

  test('stop once for a second', () => {
    expect(Math.abs(duration(PACES.pausing) - 2000)).toBeLessThan(40)
    expect(bytesDue(PACES.pausing, SIZE, 600)).toBe(SIZE / 2)
    expect(bytesDue(PACES.pausing, SIZE, 1400)).toBe(SIZE / 2)
    expect(bytesDue(PACES.pausing, SIZE, 1600)).toBeGreaterThan(SIZE / 2)
  })

  test('increase by 64 KB every 2.5 s at a trickle', () => {
    expect([0, 2499, 2500, 5000].map((ms) => bytesDue(PACES.trickling, SIZE, ms) / 65_536)).toEqual([
      1, 1, 2, 3,
    ])
  })

  test('never decrease, and end with the body', () => {
    for (const pace of Object.values(PACES)) {
      let before = 0
      for (let elapsed = 0; elapsed < 3000; elapsed += 7) {
        const due = bytesDue(pace, SIZE, elapsed)
        expect(due).toBeGreaterThanOrEqual(before)
        before = due
      }
      expect(bytesDue(pace, SIZE, 1e6)).toBe(SIZE)
    }
  })
})
