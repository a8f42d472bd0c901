import type { ColorSpace } from '../color/conversion.ts'
import { FINE_CURVE, fineCurve } from '../color/fine-curve.ts'
import { transpose } from '../color/matrix.ts'
import { Failure } from '../errors.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import { isInside, type Kernel } from '../wasm/kernel.ts'
import { type Resampling, wideResampleMemory } from './memory.ts'
import type { Resize } from './resize.ts'
import { geometryOf, type RowStage, refused } from './stage.ts'

const LEVELS = 65_536

/** A 3 × 4 matrix, and three curves. */
const CONVERSION = 12 + 3 * FINE_CURVE

type Coloring = Pick<Resize, 'gamma' | 'space'>

/** Bytes of the kernel's memory that a stage takes. */
export function wideStageMemory(resampling: Resampling, { gamma, space }: Coloring): number {
  const tables = [gamma === undefined ? [] : LEVELS, space === undefined ? [] : CONVERSION].flat()
  return heapBytes(...tables.map((values) => 4 * values)) + wideResampleMemory(resampling)
}

function raised(exponent: number): Float32Array {
  return Float32Array.from({ length: LEVELS }, (_, level) => 65_535 * (level / 65_535) ** exponent)
}

/** As the kernel takes it: the matrix by columns, each padded to four, then the curves. */
function conversion({ curves, matrix }: ColorSpace): Float32Array {
  const values = new Float32Array(CONVERSION)
  for (const [at, column] of transpose(matrix).entries()) values.set(column, 4 * at)
  for (const [at, curve] of curves.entries()) values.set(fineCurve(curve), 12 + at * FINE_CURVE)
  return values
}

/** Opens the resampler of RGBA of 16 bits, whose output has 8. */
export function openWideStage(
  kernel: Kernel,
  resampling: Resampling,
  { weighed, gamma, space }: Coloring & Pick<Resize, 'weighed'>,
): RowStage {
  const curve = gamma === undefined ? 0 : upload(kernel, raised(gamma))
  const converting = space === undefined ? 0 : upload(kernel, conversion(space))
  const status = kernel.resampleWideOpen(...geometryOf(resampling), Number(weighed), curve, converting)
  if (status < 0) throw refused(status)
  const { out } = resampling
  return {
    feed({ rows, stride, count }) {
      if (!isInside(kernel, rows))
        throw new Failure('internal', undefined, 'rows of 16 bits must be in the memory of the kernel')
      kernel.resampleWideRows(rows.byteOffset, stride, count)
    },
    isDone: () => kernel.resampleWideDone() >= out.height,
    output: () => ({ ...out, address: kernel.resampleWideOutput() }),
  }
}
