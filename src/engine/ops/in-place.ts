import { rgba } from '../rows/rgba.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { Operation } from './operation.ts'

/** RGBA pixels in kernel memory. */
export interface RgbaPixels {
  readonly address: number
  readonly count: number
}

/**
 * Makes an operation that changes RGBA pixels in place.
 * @param tables returns the sizes in bytes of the tables that the operation needs
 */
export function inPlace<Args, Planned = Args>(
  tables: (planned: Planned) => readonly number[],
  change: (kernel: Kernel, pixels: RgbaPixels, args: Args) => void,
): Operation<Args, Planned> {
  return {
    memory: (_, planned) => heapBytes(...tables(planned)),
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
