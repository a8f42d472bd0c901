import { expect, test } from 'vitest'
import { losslessKernelMemory } from '../../src/engine/formats/webp/lossless-memory.ts'
import { heapBytes } from '../../src/engine/wasm/heap.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'

test.each([
  [1, 1],
  [3, 900],
  [61, 47],
  [1000, 700],
  [4128, 1000],
  [16_383, 2],
  [2, 16_383],
  [2500, 3001],
])('takes exactly the declared memory for %d x %d', (width, height) => {
  const kernel = openKernel()
  const before = kernel.alloc(0)
  expect(sideKernel(kernel).vp8lEncodeOpen(width, height)).toBe(0)
  expect(kernel.alloc(0) - before - heapBytes(0)).toBe(losslessKernelMemory({ width, height }))
})
