import { type SideExports, start } from './generated/side.ts'
import { guardedLike, type Kernel } from './kernel.ts'

const started = new WeakMap<object, SideExports>()

/**
 * Returns the module for work on pictures that few requests need. It uses the given kernel's
 * memory, so addresses are the kernel's. The first call for a kernel starts the module, the others
 * return the same instance.
 * @example sideKernel(kernel).vp8lEncodeOpen(width, height)
 */
export function sideKernel(kernel: Pick<Kernel, 'memory' | 'alloc'>): SideExports {
  const { memory, alloc } = kernel
  const side = started.get(kernel) ?? guardedLike(kernel, start({ env: { memory, alloc } }))
  started.set(kernel, side)
  return side
}
