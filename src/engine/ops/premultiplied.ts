import type { Kernel } from '../wasm/kernel.ts'
import type { RgbaPixels } from './in-place.ts'

/**
 * Multiplies colors by alpha, runs `work`, and undoes the multiplication. Does neither if all
 * pixels are opaque.
 */
export function premultiplied(kernel: Kernel, { address, count }: RgbaPixels, work: () => void): void {
  const opaque = kernel.isOpaque(address, count)
  if (!opaque) kernel.premultiply(address, count)
  work()
  if (!opaque) kernel.unpremultiply(address, count)
}
