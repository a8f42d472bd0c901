import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DISTORTED, EQUAL, type Shape } from '../../../../cli/mark/shapes.ts'
import { MODES } from '../../../../src/engine/mark/modes.ts'

const SIZE = { width: 150, height: 110 }
const DEGREE = Math.PI / 180

/** Pixels of the marked output by which the edges of a copy are off if its shape is taken for another. */
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

describe('the shapes of stretched and turned copies', () => {
  const shapes = DISTORTED.shapesOf(SIZE)

  it.each([
    ['stretched by up to 8 %', stretched],
    ['turned by up to 2°', turned],
  ])('leave no gap: %s', (_, copies) => {
    fc.assert(
      fc.property(copies, (copy) => {
        // Shapes of the other kind may be nearer at first, but the finer ones around them are no nearer.
        const sameKind = shapes.filter(({ turn }) => (turn === 0) === (copy.turn === 0))
        const found = nearest(sameKind, copy)
        expect(offBy(copy, found)).toBeLessThan(1.7)
        const finer = nearest(DISTORTED.finerOf(SIZE, found), copy)
        expect(offBy(copy, finer)).toBeLessThan(0.5)
      }),
    )
  })

  it('are either stretched or turned, and never further than they say', () => {
    for (const { across, down, turn } of shapes) {
      expect(turn === 0 || across === down).toBe(true)
      // Beyond 8 % lie only shapes that are the nearest to a copy within it: half a step of 6 pixels along each side.
      const steps = 6 / (SIZE.width * across) + 6 / (SIZE.height * down)
      expect(Math.abs(Math.log(across / down))).toBeLessThan(Math.log(1 / 0.92) + steps / 2)
      expect(Math.abs(turn)).toBeLessThan(3.5 * DEGREE)
    }
  })

  it('are as many as the pixels of a copy', () => {
    const large = DISTORTED.shapesOf({ width: 2 * SIZE.width, height: 2 * SIZE.height })
    expect(large.length / shapes.length).toBeGreaterThan(3.5)
    expect(large.length / shapes.length).toBeLessThan(4.5)
  })

  it('begin with those that changed least', () => {
    const changeOf = ({ across, turn }: Shape) => Math.abs(Math.log(across)) + Math.abs(turn)
    expect(shapes.slice(0, 20).every((shape) => changeOf(shape) < 0.2)).toBe(true)
  })
})

it.each([
  ['equal', EQUAL],
  ['distorted', DISTORTED],
])('as many finer shapes are tried as the bound on chance counts: %s', (_, family) => {
  for (const shape of family.shapesOf(SIZE)) expect(family.finerOf(SIZE, shape)).toHaveLength(family.finer)
})

it('a mark of 32 bits is not looked for in a distorted copy of a large output', () => {
  const at = { across: 1, down: 1.02, turn: 0 }
  const modesAt = (width: number) =>
    Object.values(MODES)
      .filter((mode) => DISTORTED.hasMode(mode, { width, height: 200 }, at))
      .map(({ bits }) => bits)
  expect(modesAt(590)).toEqual([32, 64])
  expect(modesAt(640)).toEqual([64])
})
