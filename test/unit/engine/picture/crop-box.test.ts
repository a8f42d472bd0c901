import { describe, expect, it, test } from 'vitest'
import { cropBoxOf, croppedPlane, cropWithin } from '../../../../src/engine/picture/crop-box.ts'

const PICTURE = { width: 100, height: 50 }
const box = (x: number, width: number) => ({ x, y: 0, width, height: 50, picture: PICTURE })

/** Returns the first sample and the sample count that a crop keeps from a row. */
function kept(x: number, width: number, density: number): readonly [number, number] {
  const plane = { width: Math.ceil(100 * density), height: 50, density: [density, 1] as const }
  const { start: [first] = [-1], width: count } = croppedPlane(plane, box(x, width))
  return [first, count]
}

describe('a plane of a cropped picture', () => {
  test.each([
    [3, 7, 1, [3, 7]],
    [4, 8, 1 / 2, [2, 4]],
    [16, 32, 3 / 8, [6, 12]],
    [16, 32, 1 / 16, [1, 2]],
  ] as const)('has the samples of pixels %d and %d more, %d a pixel', (x, width, density, expected) => {
    expect(kept(x, width, density)).toEqual(expected)
  })

  test.each([
    ['at its start', 5, 15, 1 / 2, [3, 7]],
    ['at its end', 4, 15, 1 / 2, [2, 7]],
    ['at both ends', 17, 33, 1 / 8, [3, 3]],
  ] as const)('leaves out the sample across the edge %s', (_, x, width, density, expected) => {
    expect(kept(x, width, density)).toEqual(expected)
  })

  it('keeps the last sample of the picture, which shows no other pixel', () => {
    expect(kept(80, 20, 3 / 8)).toEqual([30, 8])
    expect(kept(80, 19, 3 / 8)).toEqual([30, 7])
  })

  it('keeps the sample at its middle if none lies within it', () => {
    expect(kept(5, 1, 1 / 2)).toEqual([2, 1])
    expect(kept(7, 2, 1 / 2)).toEqual([4, 1])
    expect(kept(99, 1, 1 / 16)).toEqual([6, 1])
  })

  it('ignores rounding errors of fractional boxes', () => {
    const plane = { width: 25, height: 50, density: [1, 1] as const }
    const across = 25 / 100
    const scaled = { x: 0.1 * 100 * across + 1e-12 - 0.5, y: 0, width: 4 - 2e-12, height: 50 }
    const { start, width } = croppedPlane(plane, { ...scaled, picture: { width: 25, height: 50 } })
    expect([start, width]).toEqual([[2, 0], 4])
  })

  it('is the same if it is cropped once more', () => {
    const plane = { width: 50, height: 25, density: [1 / 2, 1 / 2] as const }
    const crop = { x: 3, y: 5, width: 21, height: 30, picture: PICTURE }
    const once = croppedPlane(plane, crop)
    expect(once).toEqual({ width: 10, height: 14, density: [1 / 2, 1 / 2], start: [2, 3] })
    expect(croppedPlane(once, crop)).toEqual(once)
  })
})

it('is no crop box if it is the whole picture', () => {
  expect(cropBoxOf({ x: 0, y: 0, ...PICTURE }, PICTURE)).toBeUndefined()
  const part = { x: 0, y: 0, width: 100, height: 49 }
  expect(cropBoxOf(part, PICTURE)).toEqual({ ...part, picture: PICTURE })
})

test('a crop box within an area of its picture is in pixels of the area', () => {
  const area = { x: 10, y: 20, width: 30, height: 20 }
  const picture = { width: 30, height: 20 }
  const crop = { x: 5, y: 25, width: 20, height: 100, picture: PICTURE }
  expect(cropWithin(crop, area)).toEqual({ x: 0, y: 5, width: 15, height: 15, picture })
  expect(cropWithin({ ...crop, x: 40 }, area)).toBeUndefined()
  expect(cropWithin({ ...crop, y: 40 }, area)).toBeUndefined()
})
