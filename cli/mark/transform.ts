import { angles } from '../../src/engine/ops/mark.ts'
import { upload } from '../../src/engine/wasm/heap.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { wholeKernel } from '../../src/engine/wasm/whole-kernel.ts'

/** Fourier transforms that run side by side. */
export const LINES = 4

/** Four Fourier transforms of complex numbers, in place, not scaled: one number of each, and so on. */
export interface Transform {
  readonly re: Float32Array
  readonly im: Float32Array
  run(): void
}

/** @param size of each, a power of two from 4 */
export function openTransform(size: number): Transform {
  const kernel = openKernel()
  const { fourierLines } = wholeKernel(kernel)
  const table = upload(kernel, angles(size))
  const [re, im, work] = [LINES, LINES, 2 * LINES].map((numbers) => kernel.alloc(numbers * size * 4))
  return {
    re: new Float32Array(kernel.memory.buffer, re, LINES * size),
    im: new Float32Array(kernel.memory.buffer, im, LINES * size),
    run: () => fourierLines(re ?? 0, im ?? 0, size, table, work ?? 0),
  }
}
