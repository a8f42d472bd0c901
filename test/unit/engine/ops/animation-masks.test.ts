import fc from 'fast-check'
import { expect, test } from 'vitest'
import { masksMemory, openMasks } from '../../../../src/engine/ops/animation-masks.ts'
import { upload } from '../../../../src/engine/wasm/heap.ts'
import { type Kernel, openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { sideKernel } from '../../../../src/engine/wasm/side-kernel.ts'
import { guarded } from '../../../support/kernel/guarded.ts'
import { runs } from '../../../support/properties/runs.ts'

const QUALITY = 77
const TOLERANCE = 5

/** Computes the masks of two pictures in a kernel's memory. */
function compare(kernel: Kernel, width: number, before: Uint8Array, after: Uint8Array) {
  const height = before.length / 4 / width
  const [one, other] = [upload(kernel, before), upload(kernel, after)]
  const masks = openMasks(kernel, { width, height }, QUALITY)
  const found = masks.find(one, other)
  const blends = sideKernel(kernel).masksBlend() === 1
  return {
    found,
    blends,
    apply: () => masks.apply(one, other),
    end: masks.end,
    find: () => masks.find(one, other),
    pixels: () => [one, other].map((address) => view(kernel, address, before.length).slice()),
    change: (at: number, value: number) => view(kernel, other, before.length).fill(value, at, at + 1),
    copy: () => view(kernel, other, before.length).set(view(kernel, one, before.length)),
  }
}

/** Returns the picture that viewers show after the blocks of the box are laid over it. */
function laidOver(kernel: Kernel, width: number, before: Uint8Array, after: Uint8Array): Uint8Array {
  const side = sideKernel(kernel)
  const [left, right] = [side.masksLeft(), side.masksRight()]
  const [top, bottom] = [side.masksTop(), side.masksBottom()]
  return before.map((value, at) => {
    const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)]
    const isInside = x >= left && x < right && y >= top && y < bottom
    return isInside && after[at | 3] !== 0 ? (after[at] ?? 0) : value
  })
}

const differs = (one: Uint8Array, other: Uint8Array, tolerance: number) =>
  one.some((value, at) => Math.abs(value - (other[at] ?? 0)) > tolerance)

const OPAQUE = [
  [9, 9, 9, 255],
  [12, 9, 9, 255],
  [200, 40, 9, 255],
]
const TRANSLUCENT = [
  [0, 0, 0, 0],
  [90, 9, 9, 128],
]

const pair = fc.tuple(fc.integer({ min: 1, max: 21 }), fc.boolean()).chain(([width, isOpaque]) => {
  const pixel = fc.constantFrom(...OPAQUE, ...(isOpaque ? [] : TRANSLUCENT))
  const pixels = fc
    .array(pixel, { minLength: width * 11, maxLength: width * 11 })
    .map((list) => Uint8Array.from(list.flat()))
  const few = fc.tuple(pixels, fc.array(fc.tuple(fc.nat(width * 11 - 1), pixel), { maxLength: 6 }))
  return few.map(([before, changes]) => {
    const after = before.slice()
    for (const [at, value] of changes) after.set(value, at * 4)
    return { width, before, after }
  })
})

test('predicts the picture that a viewer shows, within the tolerance of the source', () => {
  const kernel = openKernel()
  fc.assert(
    fc.property(pair, ({ width, before, after }) => {
      const checkpoint = kernel.heapCheckpoint()
      const { found, blends, apply, pixels } = compare(kernel, width, before, after)
      if (!found) expect(differs(before, after, TOLERANCE)).toBe(false)
      else if (blends) {
        apply()
        const [shown = before, coded = before] = pixels()
        expect(laidOver(kernel, width, before, coded)).toEqual(shown)
        expect(differs(shown, after, TOLERANCE)).toBe(false)
      }
      kernel.heapRestore(checkpoint)
    }),
    { numRuns: runs(400) },
  )
})

const gray = (width: number, height: number) =>
  new Uint8Array(width * height * 4).map((_, at) => (at % 4 === 3 ? 255 : 100))

test('refuses to blend if a pixel becomes transparent or translucent', () => {
  const before = gray(16, 16)
  for (const alpha of [0, 128]) {
    const after = before.with(4 * 40 + 3, alpha)
    expect(compare(openKernel(), 16, before, after)).toMatchObject({
      blends: false,
      found: { isSmaller: false },
    })
  }
})

test.each([24, 21])('gives a transparent block its average color, in rows of %d pixels', (width) => {
  const before = gray(width, 8).map((value, at) =>
    at % 4 === 3 ? value : value + 5 * (at % 4) + (at % 32 < 4 ? 96 : 0),
  )
  const after = before.with(0, 0).with(4 * (width - 1), 0)
  const masks = compare(openKernel(), width, before, after)
  masks.apply()
  const [, coded] = masks.pixels()
  expect([...(coded?.subarray(4 * 8, 4 * 9) ?? [])]).toEqual([112, 117, 122, 0])
  expect([...(coded?.subarray(0, 4) ?? [])]).toEqual([0, 201, 206, 255])
})

test("detects a small change of a block's average, and ignores the noise around it", () => {
  const before = gray(16, 16)
  const lighter = (levels: (at: number) => number) =>
    before.map((value, at) => (at % 4 === 3 ? value : value + levels(at >> 2)))
  expect(
    compare(
      openKernel(),
      16,
      before,
      lighter(() => 1),
    ).found,
  ).toBeUndefined()
  expect(
    compare(
      openKernel(),
      16,
      before,
      lighter(() => 3),
    ).found,
  ).toBeDefined()
  expect(
    compare(
      openKernel(),
      16,
      before,
      lighter((at) => ((at & 1) === 0 ? 4 : -4)),
    ).found,
  ).toBeUndefined()
})

test('codes a flat block once more after a change next to it, but not forever', () => {
  const width = 80
  const masks = compare(openKernel(), width, gray(width, 8), gray(width, 8))
  for (const [block, value] of [
    [1, 255],
    [1, 100],
    [3, 255],
    [3, 100],
    [6, 255],
  ] as const) {
    masks.copy()
    masks.change(4 * (8 * block + 2), value)
    expect(masks.find()).toBeDefined()
    masks.apply()
    masks.end()
  }
  const [, coded = new Uint8Array()] = masks.pixels()
  expect([4, 5, 6].map((block) => coded[4 * 8 * block + 3])).toEqual([255, 0, 255])
})

test('does not code transparent blocks again', () => {
  const width = 80
  const clear = new Uint8Array(4 * width * 8)
  const masks = compare(openKernel(), width, clear, clear.with(4 * 26 + 3, 255))
  expect(masks.found?.box).toEqual({ x: 24, y: 0, width: 8, height: 8 })
})

test('plans the memory that it takes', () => {
  const kernel = openKernel()
  const checkpoint = kernel.heapCheckpoint()
  openMasks(kernel, { width: 100, height: 33 }, QUALITY)
  expect(kernel.heapCheckpoint() - checkpoint).toBeLessThanOrEqual(masksMemory({ width: 100, height: 33 }))
})

test.each([1, 3, 8, 13])('accesses nothing outside pictures with rows of %d pixels', async (width) => {
  await guarded(() => {
    const before = gray(width, 9)
    for (let at = 0; at < width * 9; at += 2) {
      const masks = compare(openKernel(), width, before, before.with(4 * at, 255))
      expect(masks.found).toBeDefined()
      masks.apply()
      masks.end()
      masks.find()
    }
  })
})
