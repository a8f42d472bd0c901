import { perform, type Step } from '../../../src/engine/ops/operations.ts'
import { frameOf } from '../../../src/engine/ops/upright.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import type { RgbaPicture } from '../../../src/engine/rows/rgba.ts'
import { heapBytes } from '../../../src/engine/wasm/heap.ts'
import { type Kernel, openKernel, view } from '../../../src/engine/wasm/kernel.ts'

/**
 * Copies a frame into the memory of a kernel, in the layout that operations and encoders expect.
 */
export function inKernel({ width, height, data }: Frame): { kernel: Kernel; picture: RgbaPicture } {
  const kernel = openKernel()
  const address = kernel.alloc(data.length)
  view(kernel, address, data.length).set(data)
  return { kernel, picture: { width, height, layout: 'rgba', planes: [{ width, height, address }] } }
}

/**
 * Applies a step to a frame. `taken` is the size in bytes of the kernel memory that the step
 * allocated.
 */
export function operate(before: Frame, step: Step): { frame: Frame; taken: number } {
  const { kernel, picture } = inKernel(before)
  const start = kernel.alloc(0) + heapBytes(0)
  const after = perform(kernel, picture, step)
  const taken = kernel.alloc(0) - start
  return { frame: frameOf(kernel, after), taken }
}
