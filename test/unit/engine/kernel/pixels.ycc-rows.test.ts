import fc from 'fast-check'
import { expect, it } from 'vitest'
import { upload } from '../../../../src/engine/wasm/heap.ts'
import { openKernel, view } from '../../../../src/engine/wasm/kernel.ts'

const noise = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, at) => Math.imul(at + 1 + seed, 2654435761) >>> 24)

/** Rows of a plane whose rows begin `stride` bytes after each other. */
function rows(bytes: Uint8Array, from: number, stride: number, width: number, height: number): Buffer {
  const each = Array.from({ length: height }, (_, row) =>
    bytes.subarray(from + row * stride, from + row * stride + width),
  )
  return Buffer.concat(each)
}

it('are the planes of rgbaToYcc, in the memory of the pixels', () => {
  const sizes = fc.integer({ min: 1, max: 70 })
  fc.assert(
    fc.property(sizes, sizes, fc.constantFrom(0, 1), fc.nat(), (width, height, subsampling, seed) => {
      const kernel = openKernel()
      const pixels = noise(4 * width * height, seed)
      const [across, down] = subsampling === 1 ? [(width + 1) >> 1, (height + 1) >> 1] : [width, height]
      const [y, cb, cr] = [
        kernel.alloc(width * height),
        kernel.alloc(across * down),
        kernel.alloc(across * down),
      ]
      kernel.rgbaToYcc({ rgba: upload(kernel, pixels), width, height, y, cb, cr, subsampling })
      const rgba = upload(kernel, pixels)
      kernel.rgbaToYccRows(rgba, width, height, subsampling)
      const made = view(kernel, rgba, pixels.length)
      const stride = 4 * width * (subsampling + 1)
      const plane = (address: number, length: number) => Buffer.from(view(kernel, address, length))
      expect(rows(made, 0, 4 * width, width, height)).toEqual(plane(y, width * height))
      expect(rows(made, width, stride, across, down)).toEqual(plane(cb, across * down))
      expect(rows(made, 2 * width, stride, across, down)).toEqual(plane(cr, across * down))
    }),
  )
})
