import { describe, expect, it } from 'vitest'
import { erode } from '../../../samples/erosion.ts'

const COLUMNS = 64
const ROWS = 48

const uplift = (x: number, y: number) => (y < 0.1 ? 0 : 0.1 + x)

const { data } = erode(COLUMNS, ROWS, uplift, 4)
const at = (x: number, y: number) => data[y * COLUMNS + x] ?? Number.NaN

function* cells() {
  for (let y = 0; y < ROWS; y++) for (let x = 0; x < COLUMNS; x++) yield { x, y }
}

describe('erode', () => {
  it('leaves the sea at zero and lifts all land above it', () => {
    for (const { x, y } of cells()) {
      if (uplift((x + 0.5) / COLUMNS, (y + 0.5) / ROWS) === 0) expect(at(x, y)).toBe(0)
      else expect(at(x, y)).toBeGreaterThan(0)
    }
  })

  it('drains nearly all water to the sea', () => {
    let hollows = 0
    for (const { x, y } of cells()) {
      let lowest = Number.POSITIVE_INFINITY
      for (let v = Math.max(0, y - 1); v <= Math.min(ROWS - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(COLUMNS - 1, x + 1); u++) {
          if (u !== x || v !== y) lowest = Math.min(lowest, at(u, v))
        }
      }
      if (at(x, y) > 0 && lowest >= at(x, y)) hollows++
    }
    expect(hollows).toBe(0)
  })

  it('raises land more where uplift is stronger', () => {
    const mean = (from: number) => {
      let sum = 0
      for (const { x, y } of cells()) if (x >= from && x < from + 16) sum += at(x, y)
      return sum
    }
    expect(mean(48)).toBeGreaterThan(mean(0) * 1.5)
  })

  it('depends only on the seed', () => {
    expect(erode(COLUMNS, ROWS, uplift, 4).data).toEqual(data)
    expect(erode(COLUMNS, ROWS, uplift, 5).data).not.toEqual(data)
  })
})
