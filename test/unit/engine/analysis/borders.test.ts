import { expect, it } from 'vitest'
import { bordersMemory, findBorders } from '../../../../src/engine/analysis/borders.ts'
import { openKernel } from '../../../../src/engine/wasm/kernel.ts'

const EMPTY_BLOCK = 64

it.each([
  [1, 1],
  [61, 45],
  [100_000, 3],
])('measures borders within the planned memory for %d x %d pixels', (width, height) => {
  const kernel = openKernel()
  const before = kernel.alloc(0)
  findBorders(kernel, { width, height }, true, { x: 0, y: 0 })
  expect(kernel.alloc(0) - before - EMPTY_BLOCK).toBe(bordersMemory({ width, height }))
})
