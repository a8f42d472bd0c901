import { start, type Vp8EncoderExports } from './generated/vp8-encoder.ts'
import type { Kernel } from './kernel.ts'

const started = new WeakMap<object, Vp8EncoderExports>()

/**
 * Returns the module that encodes lossy WebP. It uses the given kernel's memory, so addresses are
 * the kernel's. The first call for a kernel starts the module, the others return the same instance.
 * @example vp8Encoder(kernel).vp8EncodeOpen(width, height, quality, effort)
 */
export function vp8Encoder(kernel: Pick<Kernel, 'memory' | 'alloc'>): Vp8EncoderExports {
  const { memory, alloc } = kernel
  const encoder = started.get(kernel) ?? start({ env: { memory, alloc } })
  started.set(kernel, encoder)
  return encoder
}
