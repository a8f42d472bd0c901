import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import {
  type Compared,
  changedBox,
  clearUnchanged,
  noticeablyChangedBox,
  packBox,
  updateBox,
} from '../../../../src/image/animation/changes.ts'

const RED = 0xff0000ff
const BLUE = 0xffff0000
const GLASS = 0x80112233

const copyOf = ({ before, after, width, height }: Compared): Compared => ({
  width,
  height,
  before: before.slice(),
  after: after.slice(),
})

const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) => {
    const pixels = fc
      .array(fc.constantFrom(RED, RED, RED, BLUE, 0, GLASS), {
        minLength: width * height,
        maxLength: width * height,
      })
      .map((list) => Uint32Array.from(list))
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      before: pixels,
      after: pixels,
    })
  })

test('the box has all changes, begins at even coordinates, and is no larger than that', () => {
  fc.assert(
    fc.property(pictures, (compared) => {
      const { width, height, before, after } = compared
      const box = changedBox(compared)
      const changed = [...after.keys()].filter((at) => before[at] !== after[at])
      expect(box === undefined).toBe(changed.length === 0)
      if (!box) return
      const [xs, ys] = [changed.map((at) => at % width), changed.map((at) => Math.floor(at / width))]
      expect(box.x).toBe(Math.min(...xs) & ~1)
      expect(box.y).toBe(Math.min(...ys) & ~1)
      expect(box.x + box.width).toBe(Math.max(...xs) + 1)
      expect(box.y + box.height).toBe(Math.max(...ys) + 1)
      expect(box.y + box.height).toBeLessThanOrEqual(height)
    }),
  )
})

/** What a viewer shows after a box was laid over the picture before, or put in its place. */
function shown(
  { before, width }: Compared,
  packed: Uint32Array,
  box: ReturnType<typeof changedBox>,
  blends: boolean,
) {
  const canvas = before.slice()
  if (!box) return canvas
  for (let y = 0; y < box.height; y++)
    for (let x = 0; x < box.width; x++) {
      const pixel = packed[y * box.width + x] ?? 0
      if (!(blends && pixel >>> 24 === 0)) canvas[(box.y + y) * width + box.x + x] = pixel
    }
  return canvas
}

test('a viewer shows the picture after, cleared or not, and it is what the next one is compared with', () => {
  fc.assert(
    fc.property(pictures, fc.boolean(), (given, mayClear) => {
      const compared = copyOf(given)
      const box = changedBox(compared)
      if (!box) return
      const blends = mayClear && clearUnchanged(compared, box)
      if (!blends) updateBox(compared, box)
      packBox(compared, box)
      expect(shown(given, compared.after, box, blends)).toEqual(given.after)
      expect(compared.before).toEqual(given.after)
    }),
  )
})

const row = (...pixels: number[]) => Uint32Array.from(pixels)

it('clears where few pixels have changed, or these have a palette', () => {
  const few = { width: 5, height: 1, before: row(1, 2, 3, 4, 5), after: row(RED, 2, 3, 4, BLUE) }
  expect(clearUnchanged(few, { x: 0, y: 0, width: 5, height: 1 })).toBe(true)
  expect([...few.after]).toEqual([RED, 0, 0, 0, BLUE])
  const all = { width: 2, height: 1, before: row(1, 2), after: row(RED, BLUE) }
  expect(clearUnchanged(all, { x: 0, y: 0, width: 2, height: 1 })).toBe(false)

  const colors = Uint32Array.from({ length: 400 }, (_, at) => 0xff000000 + at)
  const after = colors.map((color, at) => (at < 100 ? 7 : color))
  const many = { width: 400, height: 1, before: new Uint32Array(400).fill(7), after }
  expect(clearUnchanged(many, { x: 0, y: 0, width: 400, height: 1 })).toBe(false)
})

it('clears nothing where a changed pixel is not opaque: laid over, it would be another', () => {
  const compared = { width: 5, height: 1, before: row(1, 2, 3, 4, 5), after: row(GLASS, 2, 3, 4, 5) }
  expect(clearUnchanged(compared, { x: 0, y: 0, width: 5, height: 1 })).toBe(false)
  expect([...compared.after]).toEqual([GLASS, 2, 3, 4, 5])
})

it('does not notice differences within a tolerance, of any channel', () => {
  const compared = { width: 4, height: 1, before: row(0x40404040, 0, 9, 9), after: row(0x3e42403e, 0, 9, 9) }
  expect(noticeablyChangedBox(compared, 2)).toBeUndefined()
  expect(noticeablyChangedBox(compared, 1)).toEqual({ x: 0, y: 0, width: 1, height: 1 })
  const alpha = { ...compared, after: row(0x44404040, 0, 9, 9) }
  expect(noticeablyChangedBox(alpha, 3)).toEqual({ x: 0, y: 0, width: 1, height: 1 })
})
