import { type JxlEncoderExports, start } from './generated/jxl-encoder.ts'
import type { Kernel } from './kernel.ts'

const started = new WeakMap<object, JxlEncoderExports>()

/**
 * Returns the module that encodes JPEG XL. It uses the given kernel's memory, so addresses are the
 * kernel's. The first call for a kernel starts the module, the others return the same instance.
 * @example jxlEncoder(kernel).jxlLosslessOpen(width, height, 8, 0, 0)
 */
export function jxlEncoder(kernel: Pick<Kernel, 'memory' | 'alloc'>): JxlEncoderExports {
  const { memory, alloc } = kernel
  const encoder = started.get(kernel) ?? start({ env: { memory, alloc } })
  started.set(kernel, encoder)
  return encoder
}
