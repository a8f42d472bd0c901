import type { Box, Size } from '../picture/size.ts'
import { rgba } from '../rows/rgba.ts'
import { heapBytes } from '../wasm/heap.ts'
import { view } from '../wasm/kernel.ts'
import { scale } from '../wasm/scaler.ts'
import { scaleMemory } from '../wasm/scaler-memory.ts'
import { type Operation, onePicture } from './operation.ts'

export interface Halve {
  /** Size of the halved picture, before the part is cut out. */
  readonly size: Size
  /** Area that is kept, in pixels of the halved picture. */
  readonly part: Box
  /** `true` if colors are weighted by alpha. */
  readonly weighted: boolean
}

const doubled = ({ width, height }: Size): Size => ({ width: 2 * width, height: 2 * height })

/** Halves a picture with the Magic Kernel, and cuts out a part. */
export const halve: Operation<Halve> = {
  memory: (_, { part: keep }) => heapBytes(onePicture(keep)),
  instance: ({ size }) => scaleMemory(doubled(size), { by: 'magic', up: 1, down: 2 }),
  run(kernel, picture, { size, part: keep, weighted }, seat) {
    const [plane] = rgba(kernel, picture).planes
    if (weighted) kernel.premultiply(plane.address, plane.width * plane.height)
    const { width, height } = keep
    const address = kernel.alloc(width * height * 4)
    const out = view(kernel, address, width * height * 4)
    const scaling = { by: 'magic', up: 1, down: 2 } as const
    for (const { rows, first, count } of scale(kernel, plane.address, plane, scaling, seat)) {
      for (let row = Math.max(first, keep.y); row < Math.min(first + count, keep.y + height); row++) {
        const from = ((row - first) * size.width + keep.x) * 4
        out.set(rows.subarray(from, from + width * 4), (row - keep.y) * width * 4)
      }
    }
    if (weighted) kernel.unpremultiply(address, width * height)
    return { width, height, layout: 'rgba', planes: [{ width, height, address }] }
  },
}
