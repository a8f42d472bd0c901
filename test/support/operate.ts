import { blocks } from '../../src/codecs/blocks.ts'
import type { Frame, Picture } from '../../src/codecs/codec.ts'
import { type Kernel, openKernel, view } from '../../src/codecs/kernel.ts'
import { perform, type Step } from '../../src/ops/ops.ts'
import type { RgbaPicture } from '../../src/ops/rgba.ts'

/** A frame as operations and encoders take it: in the memory of a kernel. */
export function inKernel({ width, height, data }: Frame): { kernel: Kernel; picture: RgbaPicture } {
  const kernel = openKernel()
  const address = kernel.alloc(data.length)
  view(kernel, address, data.length).set(data)
  return { kernel, picture: { width, height, layout: 'rgba', planes: [{ width, height, address }] } }
}

/** A picture of RGBA, taken out of its kernel. */
export function frameOf(kernel: Kernel, { width, height, planes }: Picture): Frame {
  return { width, height, data: view(kernel, planes[0]?.address ?? 0, width * height * 4).slice() }
}

/** Does a step to a frame: what becomes of it, and how many bytes of the kernel's memory that took. */
export function operate(before: Frame, step: Step): { frame: Frame; taken: number } {
  const { kernel, picture } = inKernel(before)
  const start = kernel.alloc(0) + blocks(0)
  const after = perform(kernel, picture, step)
  const taken = kernel.alloc(0) - start
  return { frame: frameOf(kernel, after), taken }
}
