import { MODES } from '../../src/engine/mark/modes.ts'
import { upload } from '../../src/engine/wasm/heap.ts'
import { type Kernel, openKernel } from '../../src/engine/wasm/kernel.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'
import { sizes } from '../../src/engine/wasm/sizes.ts'

/**
 * Residual of a picture: for each pixel, its luma without the local mean. Marks are searched in it.
 */
export interface Residual {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

const along = (length: number) => Math.ceil(length / 4)

function grids(kernel: Kernel, rgba: number, width: number, height: number) {
  const [across, down] = [along(width), along(height)]
  const grid = () => kernel.alloc(sizes().markGridBytes(width, height))
  const [means, variances, strengths, weights, limits] = [grid(), grid(), grid(), grid(), grid()]
  const side = sideKernel(kernel)
  side.markMeasure(rgba, width, height, means, variances)
  side.markStrength({
    across,
    down,
    least: MODES[32].strength,
    cost: MODES[32].cost,
    ...{ means, variances, strengths, weights, limits },
    work: kernel.alloc(side.markLines(across)),
  })
  return { means, weights, limits }
}

/**
 * Computes the residual from RGBA pixels. It limits and weights the numbers in the same way as the
 * code that embeds marks.
 */
export function residualOf(data: Uint8Array, width: number, height: number): Residual {
  const kernel = openKernel()
  const rgba = upload(kernel, data)
  const { means, weights, limits } = grids(kernel, rgba, width, height)
  const row = along(width) * 4
  const work = kernel.alloc(sizes().markWorkBytes(width))
  const out = kernel.alloc(row * 4)
  const values = new Float32Array(width * height)
  const { markResidual } = sideKernel(kernel)
  for (let y = 0; y < height; y++) {
    markResidual({ rgba, width, height, means, weights, limits, y, work, out })
    values.set(new Float32Array(kernel.memory.buffer, out, width), y * width)
  }
  return { width, height, values }
}
