import { describe, expect, test } from 'vitest'
import { scaleOf, scrollAfterZoom, stepZoom, visiblePart } from '../../../playground/page/stage/viewing.ts'

const room = { width: 400, height: 300 }

test('fitting shows the whole picture and never enlarges it', () => {
  expect(scaleOf('fit', { width: 800, height: 300 }, room)).toBe(0.5)
  expect(scaleOf('fit', { width: 100, height: 1200 }, room)).toBe(0.25)
  expect(scaleOf('fit', { width: 20, height: 20 }, room)).toBe(1)
  expect(scaleOf('fit', { width: 0, height: 0 }, room)).toBe(1)
  expect(scaleOf(2, { width: 800, height: 300 }, room)).toBe(2)
})

test('a zoom step goes to the next level and stops at the last one', () => {
  expect([0.3, 0.5, 1.5, 8].map((scale) => stepZoom(scale, 1))).toEqual([0.5, 1, 2, 8])
  expect([0.3, 0.5, 1.5, 16].map((scale) => stepZoom(scale, -1))).toEqual([0.3, 0.5, 1, 8])
})

describe('zooming at a point', () => {
  test('keeps the point in place', () => {
    const axis = { room: 400, length: 800, scroll: 100, at: 50 }
    expect((scrollAfterZoom(axis, 2) + 50) / 2).toBe(150)
  })

  test('uses the origin of a centered picture', () => {
    const axis = { room: 400, length: 200, scroll: 0, at: 200 }
    expect(scrollAfterZoom(axis, 4) + 200).toBe(400)
  })

  test('never scrolls before the start', () => {
    expect(scrollAfterZoom({ room: 400, length: 800, scroll: 0, at: 10 }, 0.5)).toBe(0)
  })
})

test('the visible part is the part of the picture inside the viewport', () => {
  expect(visiblePart({ room: 400, length: 200, scroll: 0 })).toEqual([100, 300])
  expect(visiblePart({ room: 400, length: 900, scroll: 120 })).toEqual([0, 400])
})
