import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Orientation } from '../../../../src/engine/picture/header.ts'
import { compose, inverse, isIdentity, turnBox, turnOf } from '../../../../src/engine/picture/orientation.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { cut, turn } from '../../../support/picture/raster.ts'

function distinct(width: number, height: number): Frame {
  return {
    width,
    height,
    data: new Uint8Array(Uint32Array.from({ length: width * height }, (_, index) => index).buffer),
  }
}

function pixels({ width, height, data }: Frame): number[][] {
  const all = [...new Uint32Array(data.buffer, data.byteOffset, width * height)]
  return Array.from({ length: height }, (_, row) => all.slice(row * width, (row + 1) * width))
}

const orientation = fc.constantFrom<Orientation>(1, 2, 3, 4, 5, 6, 7, 8)
const size = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })

describe('a turn', () => {
  // The eight pictures of CIPA DC-008, as they are stored. The upright picture is always 0 1 2 / 3
  // 4 5.
  it.each<[Orientation, number[][]]>([
    [
      1,
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [
      2,
      [
        [2, 1, 0],
        [5, 4, 3],
      ],
    ],
    [
      3,
      [
        [5, 4, 3],
        [2, 1, 0],
      ],
    ],
    [
      4,
      [
        [3, 4, 5],
        [0, 1, 2],
      ],
    ],
    [
      5,
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
    ],
    [
      6,
      [
        [2, 5],
        [1, 4],
        [0, 3],
      ],
    ],
    [
      7,
      [
        [5, 2],
        [4, 1],
        [3, 0],
      ],
    ],
    [
      8,
      [
        [3, 0],
        [4, 1],
        [5, 2],
      ],
    ],
  ])('makes a stored picture of orientation %i upright', (code, stored) => {
    const data = new Uint8Array(Uint32Array.from(stored.flat()).buffer)
    const frame = { width: stored[0]?.length ?? 0, height: stored.length, data }
    expect(pixels(turn(frame, turnOf(code)))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
  })

  it('combines with another turn', () => {
    fc.assert(
      fc.property(orientation, orientation, size, (first, second, { width, height }) => {
        const frame = distinct(width, height)
        const twice = turn(turn(frame, turnOf(first)), turnOf(second))
        expect(turn(frame, compose(turnOf(first), turnOf(second)))).toEqual(twice)
      }),
    )
  })

  it('has an inverse', () => {
    for (const code of [1, 2, 3, 4, 5, 6, 7, 8] as const) {
      expect(isIdentity(compose(turnOf(code), inverse(turnOf(code))))).toBe(true)
    }
  })

  it('moves a box with its picture', () => {
    const box = size.chain(({ width, height }) =>
      fc.record({
        size: fc.constant({ width, height }),
        x: fc.integer({ min: 0, max: width - 1 }),
        y: fc.integer({ min: 0, max: height - 1 }),
      }),
    )
    fc.assert(
      fc.property(
        orientation,
        box,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (code, { size, x, y }, w, h) => {
          const inner = { x, y, width: Math.min(w, size.width - x), height: Math.min(h, size.height - y) }
          const frame = distinct(size.width, size.height)
          const how = turnOf(code)
          expect(cut(turn(frame, how), turnBox(inner, size, how))).toEqual(turn(cut(frame, inner), how))
        },
      ),
    )
  })
})
