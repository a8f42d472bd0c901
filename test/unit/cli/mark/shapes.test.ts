import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DISTORTED, EQUAL, type Shape } from '../../../../cli/mark/shapes.ts'
import { MODES } from '../../../../src/engine/mark/modes.ts'

const SIZE = { width: 150, height: 110 }
const DEGREE = Math.PI / 180

/**
 * Distance in pixels of the marked output by which a copy's edges are displaced if its shape is
 * mistaken for another.
 */
function offBy(one: Shape, other: Shape): number {
  const { width, height } = SIZE
  const wrongScale = Math.max(
    (width / 2) * Math.abs(one.across - other.across),
    (height / 2) * Math.abs(one.down - other.down),
  )
  return Math.max(wrongScale, (width / 2) * one.across * Math.abs(one.turn - other.turn))
}

const nearest = (shapes: readonly Shape[], to: Shape) =>
  shapes.reduce((best, shape) => (offBy(to, shape) < offBy(to, best) ? shape : best))

const scale = fc.noBias(fc.double({ min: 0.65, max: 4, noNaN: true }))
const stretched = fc
  .record({ scale, ratio: fc.noBias(fc.double({ min: 0.92, max: 1 / 0.92, noNaN: true })) })
  .map(({ scale, ratio }) => ({ across: scale * Math.sqrt(ratio), down: scale / Math.sqrt(ratio), turn: 0 }))
const turned = fc
  .record({ scale, turn: fc.noBias(fc.double({ min: -2 * DEGREE, max: 2 * DEGREE, noNaN: true })) })
  .map(({ scale, turn }) => ({ across: scale, down: scale, turn }))

describe('the search shapes for stretched and turned copies', () => {
  const shapes = DISTORTED.shapesOf(SIZE)

  it.each([
    ['stretched by up to 8 %', stretched],
    ['turned by up to 2°', turned],
  ])('leave no gap: %s', (_, copies) => {
    fc.assert(
      fc.property(copies, (copy) => {
        // Coarse shapes of the other kind (stretched or turned) may be nearer, but the finer shapes
        // around them are not.
        const sameKind = shapes.filter(({ turn }) => (turn === 0) === (copy.turn === 0))
        const found = nearest(sameKind, copy)
        expect(offBy(copy, found)).toBeLessThan(1.7)
        const finer = nearest(DISTORTED.finerOf(SIZE, found), copy)
        expect(offBy(copy, finer)).toBeLessThan(0.5)
      }),
    )
  })

  it('are either stretched or turned, within the documented bounds', () => {
    for (const { across, down, turn } of shapes) {
      expect(turn === 0 || across === down).toBe(true)
      // The tried shapes are 6 pixels apart along each side. A shape may exceed 8 % by half that
      // distance, if it is the nearest one to a copy within 8 %.
      const steps = 6 / (SIZE.width * across) + 6 / (SIZE.height * down)
      expect(Math.abs(Math.log(across / down))).toBeLessThan(Math.log(1 / 0.92) + steps / 2)
      expect(Math.abs(turn)).toBeLessThan(3.5 * DEGREE)
    }
  })

  it('grow in number with the pixels of a copy', () => {
    const large = DISTORTED.shapesOf({ width: 2 * SIZE.width, height: 2 * SIZE.height })
    expect(large.length / shapes.length).toBeGreaterThan(3.5)
    expect(large.length / shapes.length).toBeLessThan(4.5)
  })

  it('begin with the least distorted shapes', () => {
    const changeOf = ({ across, turn }: Shape) => Math.abs(Math.log(across)) + Math.abs(turn)
    expect(shapes.slice(0, 20).every((shape) => changeOf(shape) < 0.2)).toBe(true)
  })
})

it.each([
  ['equal', EQUAL],
  ['distorted', DISTORTED],
])('finer shapes are as many as the false-positive bound assumes: %s', (_, family) => {
  for (const shape of family.shapesOf(SIZE)) expect(family.finerOf(SIZE, shape)).toHaveLength(family.finer)
})

it('a mark of 32 bits is not searched in a distorted copy of a large output', () => {
  const at = { across: 1, down: 1.02, turn: 0 }
  const modesAt = (width: number) =>
    Object.values(MODES)
      .filter((mode) => DISTORTED.hasMode(mode, { width, height: 200 }, at))
      .map(({ bits }) => bits)
  expect(modesAt(590)).toEqual([32, 64])
  expect(modesAt(640)).toEqual([64])
})
