import { describe, expect, test } from 'vitest'
import {
  boxBetween,
  CORNERS,
  clamp,
  HANDLES,
  keyMove,
  moveBox,
  resizeBox,
  scaleBox,
} from '../../../playground/page/stage/boxes.ts'

const room = { width: 100, height: 80 }
const box = { x: 10, y: 20, width: 30, height: 15 }
const handle = (name: string) => {
  const found = HANDLES.find((one) => one.name === name)
  if (!found) throw new Error(name)
  return found
}

test('a box moves within its bounds', () => {
  expect(moveBox(box, 5, -3, room)).toEqual({ ...box, x: 15, y: 17 })
  expect(moveBox(box, -500, 500, room)).toEqual({ ...box, x: 0, y: 65 })
})

describe('a handle of a box', () => {
  test('moves only its own sides', () => {
    expect(resizeBox(box, handle('top left'), 2, 3, room)).toEqual({ x: 12, y: 23, width: 28, height: 12 })
    expect(resizeBox(box, handle('right'), 4, 9, room)).toEqual({ ...box, width: 34 })
    expect(resizeBox(box, handle('bottom'), 4, 9, room)).toEqual({ ...box, height: 24 })
  })

  test('stops at the bounds and at one pixel', () => {
    expect(resizeBox(box, handle('bottom right'), 500, 500, room)).toEqual({ ...box, width: 90, height: 60 })
    expect(resizeBox(box, handle('bottom right'), -500, -500, room)).toEqual({ ...box, width: 1, height: 1 })
    expect(resizeBox(box, handle('top left'), 500, 500, room)).toEqual({ x: 39, y: 34, width: 1, height: 1 })
    expect(resizeBox(box, handle('left'), -500, 0, room)).toEqual({ ...box, x: 0, width: 40 })
  })
})

describe('scaling a box', () => {
  test.each(CORNERS)('keeps the aspect ratio and the opposite corner: $name', (corner) => {
    const next = scaleBox(box, corner, corner.across * 10, 0, room)
    expect(next.width).toBe(40)
    expect(next.height).toBe(20)
    const fixed = ({ x, y, width, height }: typeof box) => [
      corner.across > 0 ? x : x + width,
      corner.down > 0 ? y : y + height,
    ]
    expect(fixed(next)).toEqual(fixed(box))
  })

  test.each(CORNERS)('stays within the bounds: $name', (corner) => {
    const next = scaleBox(box, corner, corner.across * 999, corner.down * 999, room)
    expect(Math.min(next.x, next.y)).toBeGreaterThanOrEqual(0)
    expect(next.x + next.width).toBeLessThanOrEqual(room.width)
    expect(next.y + next.height).toBeLessThanOrEqual(room.height)
    expect(next.width).toBeGreaterThan(box.width)
  })
})

test('a new box lies between two points in any order', () => {
  const expected = { x: 5, y: 6, width: 20, height: 30 }
  expect(boxBetween({ x: 5, y: 6 }, { x: 25, y: 36 }, room)).toEqual(expected)
  expect(boxBetween({ x: 25, y: 36 }, { x: 5, y: 6 }, room)).toEqual(expected)
  expect(boxBetween({ x: 200, y: 90 }, { x: 300, y: 95 }, room)).toEqual({
    x: 99,
    y: 79,
    width: 1,
    height: 1,
  })
})

test('arrow keys move by 1, with Shift by 10', () => {
  expect(keyMove('ArrowLeft', false)).toEqual([-1, 0])
  expect(keyMove('ArrowDown', true)).toEqual([0, 10])
  expect(keyMove('Enter', false)).toBeUndefined()
})

test('a clamped value is an integer and never below the minimum', () => {
  expect([clamp(1.6, 0, 9), clamp(-3, 0, 9), clamp(20, 0, 9), clamp(5, 0, -1)]).toEqual([2, 0, 9, 0])
})
