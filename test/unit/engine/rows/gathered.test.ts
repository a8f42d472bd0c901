import { describe, expect, it, test } from 'vitest'
import type { Layout, Picture } from '../../../../src/engine/picture/picture.ts'
import { gathered, gatheredMemory } from '../../../../src/engine/rows/gathered.ts'
import { rgba } from '../../../../src/engine/rows/rgba.ts'
import { type Kernel, openKernel, view } from '../../../../src/engine/wasm/kernel.ts'

const PARTS: Readonly<Record<Exclude<Layout, 'rgba' | 'rgba16'>, number>> = {
  gray: 1,
  ycc: 3,
  rgb: 3,
  cmyk: 4,
  ycck: 4,
}

/** Allocates a picture with different samples, with another kind's blocks between its planes. */
function pictureIn(kernel: Kernel, layout: Layout, width: number, height: number): Picture {
  const count = layout === 'rgba' || layout === 'rgba16' ? 1 : PARTS[layout]
  const length = width * height * (layout === 'rgba' ? 4 : 1)
  const planes = Array.from({ length: count }, (_, index) => {
    kernel.alloc(index * 500)
    const address = kernel.alloc(length)
    const samples = view(kernel, address, length)
    for (let at = 0; at < length; at++) samples[at] = (at * (7 + 4 * index) + (at >> 6) * 31) & 255
    return { width, height, address }
  })
  return { width, height, layout, planes }
}

const pixelsOf = (kernel: Kernel, { width, height, planes }: Picture) =>
  view(kernel, planes[0]?.address ?? 0, width * height * 4).slice()

const SIZES = [
  [1, 1],
  [17, 13],
  [1024, 1],
  [41, 25],
  [300, 211],
  [1200, 801],
]

describe.each<Layout>(['gray', 'ycc', 'rgb', 'cmyk', 'ycck', 'rgba'])(
  'a gathered picture of %s',
  (layout) => {
    test.each(SIZES)('has the same pixels, and all else is free: %dx%d', (width, height) => {
      const plain = openKernel()
      const expected = pixelsOf(plain, rgba(plain, pictureIn(plain, layout, width, height)))
      const kernel = openKernel()
      const kept = kernel.alloc(100)
      view(kernel, kept, 100).fill(9)
      const checkpoint = kernel.heapCheckpoint()
      const picture = gathered(kernel, pictureIn(kernel, layout, width, height), checkpoint)
      expect(picture.planes[0].address).toBe(checkpoint)
      expect(pixelsOf(kernel, picture)).toEqual(expected)
      expect(kernel.heapCheckpoint() - checkpoint).toBeLessThanOrEqual(gatheredMemory(width * height))
      expect(view(kernel, kept, 100).every((byte) => byte === 9)).toBe(true)
      const next = kernel.alloc(50_000)
      expect(view(kernel, next, 50_000).every((byte) => byte === 0)).toBe(true)
    })
  },
)

it('takes no more memory than four bytes a pixel', () => {
  const kernel = openKernel()
  const checkpoint = kernel.heapCheckpoint()
  gathered(kernel, pictureIn(kernel, 'ycc', 2000, 1500), checkpoint)
  expect(kernel.memory.buffer.byteLength).toBeLessThan(checkpoint + 1.02 * gatheredMemory(3_000_000))
})

it('refuses planes of different sizes', () => {
  const kernel = openKernel()
  const checkpoint = kernel.heapCheckpoint()
  const { planes, ...picture } = pictureIn(kernel, 'ycc', 20, 10)
  const halved = planes.map((plane, index) => (index > 0 ? { ...plane, width: 10 } : plane))
  expect(() => gathered(kernel, { ...picture, planes: halved }, checkpoint)).toThrow('different sizes')
})
