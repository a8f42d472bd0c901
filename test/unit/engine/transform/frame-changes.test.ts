import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import type { Box } from '../../../../src/engine/picture/size.ts'
import {
  type Compared,
  changedBox,
  clearUnchanged,
  packBox,
  updateBox,
} from '../../../../src/engine/transform/frame-changes.ts'
import { upload } from '../../../../src/engine/wasm/heap.ts'
import { openKernel } from '../../../../src/engine/wasm/kernel.ts'
import { guarded } from '../../../support/kernel/guarded.ts'

const RED = 0xff0000ff
const BLUE = 0xffff0000
const GLASS = 0x80112233

const copyOf = ({ before, after, width, height }: Compared): Compared => ({
  width,
  height,
  before: before.slice(),
  after: after.slice(),
})

const kernel = openKernel()

function boxOf({ before, after, ...size }: Compared, tolerance = 0): Box | undefined {
  const bytes = (words: Uint32Array) => new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
  const checkpoint = kernel.heapCheckpoint()
  const stored = { ...size, before: upload(kernel, bytes(before)), after: upload(kernel, bytes(after)) }
  const box = changedBox(kernel, stored, tolerance)
  kernel.heapRestore(checkpoint)
  return box
}

const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 14 }), height: fc.integer({ min: 1, max: 9 }) })
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

test('finds the smallest box with even left and top that contains all changes', () => {
  fc.assert(
    fc.property(pictures, (compared) => {
      const { width, height, before, after } = compared
      const box = boxOf(compared)
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

/**
 * Returns the picture that a viewer shows after the box was blended over the previous picture, or
 * replaced part of it.
 */
function shown({ before, width }: Compared, packed: Uint32Array, box: Box | undefined, blends: boolean) {
  const canvas = before.slice()
  if (!box) return canvas
  for (let y = 0; y < box.height; y++)
    for (let x = 0; x < box.width; x++) {
      const pixel = packed[y * box.width + x] ?? 0
      if (!(blends && pixel >>> 24 === 0)) canvas[(box.y + y) * width + box.x + x] = pixel
    }
  return canvas
}

test('shows the new picture, with and without cleared pixels, and compares the next one with it', () => {
  fc.assert(
    fc.property(pictures, fc.boolean(), (given, mayClear) => {
      const compared = copyOf(given)
      const box = boxOf(compared)
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

it('clears unchanged pixels if few pixels have changed or their colors fit a palette', () => {
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

it('clears nothing if a changed pixel is translucent, because blending would alter it', () => {
  const compared = { width: 5, height: 1, before: row(1, 2, 3, 4, 5), after: row(GLASS, 2, 3, 4, 5) }
  expect(clearUnchanged(compared, { x: 0, y: 0, width: 5, height: 1 })).toBe(false)
  expect([...compared.after]).toEqual([GLASS, 2, 3, 4, 5])
})

const level = fc.integer({ min: 0, max: 255 })

test('ignores differences within the tolerance of each channel', () => {
  const bytes = fc.uint8Array({ minLength: 44, maxLength: 44 })
  fc.assert(
    fc.property(
      bytes,
      level,
      fc.array(fc.tuple(fc.nat(43), level), { maxLength: 4 }),
      (one, tolerance, more) => {
        const other = one.slice()
        for (const [at, value] of more) other[at] = value
        const far = [...one.keys()].filter((at) => Math.abs((one[at] ?? 0) - (other[at] ?? 0)) > tolerance)
        const columns = far.map((at) => at >> 2)
        const words = (pixels: Uint8Array) => new Uint32Array(pixels.buffer, pixels.byteOffset, 11)
        const box = boxOf({ width: 11, height: 1, before: words(one), after: words(other) }, tolerance)
        const x = Math.min(...columns) & ~1
        const right = Math.max(...columns) + 1
        expect(box).toEqual(far.length === 0 ? undefined : { x, y: 0, width: right - x, height: 1 })
      },
    ),
  )
})

test.each([1, 3, 4, 5, 7, 8, 9, 16])('reads nothing outside rows of %d pixels', async (width) => {
  await guarded(() => {
    const own = openKernel()
    const pixels = new Uint8Array(width * 3 * 4)
    const before = upload(own, pixels)
    for (let at = 0; at < pixels.length; at += 4) {
      const after = upload(own, pixels.with(at, 9))
      const box = changedBox(own, { width, height: 3, before, after }, 8)
      const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)]
      expect(box).toMatchObject({ x: x & ~1, y: y & ~1 })
    }
  })
})
