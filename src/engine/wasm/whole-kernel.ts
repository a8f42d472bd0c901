import wasm from './built/whole.wasm'
import type { ChangesKernel, MasksKernel } from './changes-kernel.ts'
import type { Kernel } from './kernel.ts'
import type { MarkKernel } from './mark-kernel.ts'
import type { Vp8lEncodeKernel } from './vp8l-encode-kernel.ts'

/** Exports of `src/engine/kernel/whole.ts`. Addresses are those of the kernel's memory. */
export type WholeKernel = ChangesKernel & MasksKernel & MarkKernel & Vp8lEncodeKernel

const started = new WeakMap<object, WholeKernel>()

/**
 * Returns the kernel's second module, which works on whole pictures in the memory of a kernel. The
 * first call for a kernel starts it. Later calls return the same instance.
 * @example wholeKernel(kernel).vp8lEncodeOpen(width, height)
 */
export function wholeKernel(kernel: Pick<Kernel, 'memory' | 'alloc'>): WholeKernel {
  const { memory, alloc } = kernel
  const whole =
    started.get(kernel) ??
    (new WebAssembly.Instance(wasm, { env: { memory, alloc } }).exports as unknown as WholeKernel)
  started.set(kernel, whole)
  return whole
}
