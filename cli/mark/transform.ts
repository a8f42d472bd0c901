import { angles } from '../../src/engine/ops/mark.ts'
import { upload } from '../../src/engine/wasm/heap.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'

/** Number of one-dimensional Fourier transforms that run in parallel. */
export const LINES = 4

/**
 * Work area for four complex Fourier transforms, which run together in place and without scaling.
 * The four transforms' numbers are interleaved.
 */
export interface Transform {
  readonly re: Float32Array
  readonly im: Float32Array
  run(): void
}

/**
 * Opens four transforms.
 * @param size length of each transform, a power of two from 4
 */
export function openTransform(size: number): Transform {
  const kernel = openKernel()
  const { fourierLines } = sideKernel(kernel)
  const table = upload(kernel, angles(size))
  const [re, im, work] = [LINES, LINES, 2 * LINES].map((numbers) => kernel.alloc(numbers * size * 4))
  return {
    re: new Float32Array(kernel.memory.buffer, re, LINES * size),
    im: new Float32Array(kernel.memory.buffer, im, LINES * size),
    run: () => fourierLines(re ?? 0, im ?? 0, size, table, work ?? 0),
  }
}
