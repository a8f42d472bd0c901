import type { Box, Size } from '../picture/size.ts'
import { type Resampling, resampleMemory } from '../rows/memory.ts'
import { rgba } from '../rows/rgba.ts'
import { openStage, PIECE } from '../rows/stage.ts'
import { heapBytes } from '../wasm/heap.ts'
import { scale } from '../wasm/scaler.ts'
import { type ScalerName, scaleMemory } from '../wasm/scaler-memory.ts'
import type { Operation } from './operation.ts'

export interface Enlarge {
  readonly by: ScalerName
  /** Enlargement factor: 2 to 4 for hqx, 2 to 8 for the Magic Kernel. */
  readonly factor: number
  /** Picture size before enlargement. */
  readonly from: Size
  /** Picture area before enlargement that becomes the result. Its edges may lie between pixels. */
  readonly box: Box
  readonly size: Size
  /** `true` if colors are weighted by alpha. */
  readonly weighted: boolean
}

function resampling({ factor, from, box, size }: Enlarge): Resampling {
  return {
    channels: 4,
    in: { width: from.width * factor, height: from.height * factor },
    out: size,
    box: {
      x: box.x * factor,
      y: box.y * factor,
      width: box.width * factor,
      height: box.height * factor,
    },
    filter: 'lanczos3',
  }
}

const scalingOf = ({ by, factor }: Enlarge) => ({ by, up: factor, down: 1 })
const bufferBytes = ({ from, factor }: Enlarge) => Math.max(PIECE, from.width * factor * 4)

/**
 * Enlarges a picture by an integer factor, and resamples the rows to the final size as they are
 * made.
 */
export const enlarge: Operation<Enlarge> = {
  memory: (_, args) => heapBytes(bufferBytes(args)) + resampleMemory(resampling(args)),
  instance: (args) => scaleMemory(args.from, scalingOf(args)),
  run(kernel, picture, args, seat) {
    const [plane] = rgba(kernel, picture).planes
    // Scaling and resampling mix neighbors. Premultiplied alpha keeps transparent pixels' colors
    // out of the mix.
    if (args.weighted) kernel.premultiply(plane.address, plane.width * plane.height)
    const buffer = kernel.alloc(bufferBytes(args))
    const stage = openStage(kernel, resampling(args), { weighted: false, tables: 0, buffer })
    const stride = args.from.width * args.factor * 4
    for (const { rows, count } of scale(kernel, plane.address, plane, scalingOf(args), seat)) {
      stage.feed({ rows, stride, count })
    }
    const output = stage.output()
    if (args.weighted) kernel.unpremultiply(output.address, output.width * output.height)
    return { ...args.size, layout: 'rgba', planes: [output] }
  },
}
