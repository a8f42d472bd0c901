import type { Strip } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import type { TilePlanes } from './tile-strips.ts'
import { samples, type Tiled, tiledPlanes } from './tiled.ts'

/**
 * Number of pixel rows that are copied at a time. It is a multiple of the vertical sample distance
 * in every plane.
 */
const BAND_ROWS = 64

const bandSizes = ({ crop, steps }: Tiled): readonly Size[] =>
  steps.map(([across, down]) => ({ width: samples(crop.width, across), height: BAND_ROWS / down }))

/** Returns the kernel memory in bytes that `wholeStrips` takes. */
export const wholeStripsMemory = (tiled: Tiled): number =>
  heapBytes(...bandSizes(tiled).map(({ width, height }) => width * height))

/**
 * Copies the shown part from a whole picture's planes to the kernel's memory, 64 pixel rows at a
 * time.
 */
export function* wholeStrips(planes: TilePlanes, tiled: Tiled, kernel: Kernel): Generator<Strip> {
  const { crop, steps } = tiled
  const shown = tiledPlanes(tiled)
  const bands = bandSizes(tiled).map(({ width, height }) => kernel.alloc(width * height))
  for (let y = 0; y < crop.height; y += BAND_ROWS) {
    yield {
      planes: planes.map(({ bytes, stride }, index) => {
        const [across, down] = steps[index] ?? [1, 1]
        const { width, height } = shown[index] ?? crop
        const count = Math.min(BAND_ROWS / down, height - y / down)
        const rows = view(kernel, bands[index] ?? 0, width * count)
        for (let row = 0; row < count; row++) {
          const at = ((crop.y + y) / down + row) * stride + crop.x / across
          rows.set(bytes.subarray(at, at + width), row * width)
        }
        return { rows, stride: width, count }
      }),
    }
  }
}
