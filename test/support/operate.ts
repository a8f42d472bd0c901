import { blocks } from '../../src/codecs/blocks.ts'
import type { Frame } from '../../src/codecs/codec.ts'
import { openKernel, view } from '../../src/codecs/kernel.ts'
import { perform, type Step } from '../../src/ops/ops.ts'

/** Does a step to an RGBA picture: what becomes of it, and how many bytes of the kernel's memory that took. */
export function operate({ width, height, data }: Frame, step: Step): { frame: Frame; taken: number } {
  const kernel = openKernel()
  const address = kernel.alloc(data.length)
  view(kernel, address, data.length).set(data)
  const before = kernel.alloc(0) + blocks(0)
  const planes = [{ width, height, address }]
  const after = perform(kernel, { width, height, layout: 'rgba', planes }, step)
  const taken = kernel.alloc(0) - before
  const out = view(kernel, after.planes[0]?.address ?? 0, after.width * after.height * 4).slice()
  return { frame: { width: after.width, height: after.height, data: out }, taken }
}
