import { rgba } from '../rows/rgba.ts'
import { upload } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { Operation } from './operation.ts'

/** RGBA pixels in kernel memory. */
export interface RgbaPixels {
  readonly address: number
  readonly count: number
}

/**
 * Makes an operation that changes RGBA pixels in place.
 * @param memory returns the size in bytes of the operation's tables
 */
export function inPlace<Args>(
  memory: (args: Args) => number,
  change: (kernel: Kernel, pixels: RgbaPixels, args: Args) => void,
): Operation<Args> {
  return {
    memory: (_, args) => memory(args),
    run(kernel, picture, args) {
      const changed = rgba(kernel, picture)
      const [{ address, width, height }] = changed.planes
      change(kernel, { address, count: width * height }, args)
      return changed
    },
  }
}

/** Maps R, G and B through one table, in place. */
export function mapAll(kernel: Kernel, { address, count }: RgbaPixels, codes: Uint8Array): void {
  kernel.mapChannels(address, count, upload(kernel, Uint8Array.of(...codes, ...codes, ...codes)))
}
