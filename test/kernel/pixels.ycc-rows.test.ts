import fc from 'fast-check'
import { expect, it } from 'vitest'
import { upload } from '../../src/engine/wasm/heap.ts'
import { openKernel, view } from '../../src/engine/wasm/kernel.ts'

const noise = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, at) => Math.imul(at + 1 + seed, 2654435761) >>> 24)

/** Rows of a plane whose rows begin `stride` bytes after each other. */
function rows(bytes: Uint8Array, from: number, stride: number, width: number, height: number): Buffer {
  const each = Array.from({ length: height }, (_, row) =>
    bytes.subarray(from + row * stride, from + row * stride + width),
  )
  return Buffer.concat(each)
}

const sizes = fc.integer({ min: 1, max: 70 })

it('are the planes of rgbaToYcc, in the memory of the pixels', () => {
  fc.assert(
    fc.property(sizes, sizes, fc.nat(), (width, height, seed) => {
      const kernel = openKernel()
      const pixels = noise(4 * width * height, seed)
      const [y, cb, cr] = [0, 1, 2].map(() => kernel.alloc(width * height)) as [number, number, number]
      kernel.rgbaToYcc({ rgba: upload(kernel, pixels), width, height, y, cb, cr, subsampling: 0 })
      for (const subsampling of [0, 1]) {
        const rgba = upload(kernel, pixels)
        kernel.rgbaToYccRows(rgba, width, height, subsampling)
        const made = view(kernel, rgba, pixels.length)
        const plane = (address: number) => Buffer.from(view(kernel, address, width * height))
        expect(rows(made, 0, 4 * width, width, height)).toEqual(plane(y))
        if (subsampling === 1) continue
        expect(rows(made, width, 4 * width, width, height)).toEqual(plane(cb))
        expect(rows(made, 2 * width, 4 * width, width, height)).toEqual(plane(cr))
      }
    }),
  )
})

/** Weights of four neighboring samples that are halved. */
const TAPS = [-1 / 16, 9 / 16, 9 / 16, -1 / 16]

/** Halves a plane by `TAPS` in both directions. Beyond its edges, samples are repeated. */
function halve(plane: Uint8Array, width: number, height: number): number[] {
  const [across, down] = [(width + 1) >> 1, (height + 1) >> 1]
  const at = (x: number, y: number) =>
    plane[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)] as number
  return Array.from({ length: across * down }, (_, i) => {
    const [x, y] = [2 * (i % across) - 1, 2 * Math.floor(i / across) - 1]
    const row = (v: number) => TAPS.reduce((sum, tap, u) => sum + tap * at(x + u, y + v), 0)
    const sum = TAPS.reduce((total, tap, v) => total + tap * row(v), 0)
    return Math.min(Math.max(sum, 0), 255)
  })
}

it('have chroma that is halved by four taps', () => {
  fc.assert(
    fc.property(sizes, sizes, fc.nat(), (width, height, seed) => {
      const kernel = openKernel()
      const pixels = noise(4 * width * height, seed)
      const [y, cb, cr] = [0, 1, 2].map(() => kernel.alloc(width * height)) as [number, number, number]
      kernel.rgbaToYcc({ rgba: upload(kernel, pixels), width, height, y, cb, cr, subsampling: 0 })
      const rgba = upload(kernel, pixels)
      kernel.rgbaToYccRows(rgba, width, height, 1)
      const made = view(kernel, rgba, pixels.length)
      for (const [address, from] of [
        [cb, width],
        [cr, 2 * width],
      ] as const) {
        const wanted = halve(view(kernel, address, width * height), width, height)
        const found = rows(made, from, 8 * width, (width + 1) >> 1, (height + 1) >> 1)
        // Rounded twice.
        for (const [i, value] of wanted.entries())
          expect(Math.abs((found[i] ?? 0) - value)).toBeLessThanOrEqual(0.6)
      }
    }),
  )
})

it('have chroma of 128 if pixels are gray', () => {
  const kernel = openKernel()
  const rgba = upload(
    kernel,
    Uint8Array.from({ length: 4 * 9 * 7 }, (_, at) => (at >> 2) * 4),
  )
  kernel.rgbaToYccRows(rgba, 9, 7, 1)
  const made = view(kernel, rgba, 4 * 9 * 7)
  for (const from of [9, 18]) expect(new Set(rows(made, from, 72, 5, 4))).toEqual(new Set([128]))
})
