import { isInside, type Kernel } from '../codecs/kernel.ts'
import type { Resampling } from '../codecs/resample-memory.ts'
import { geometryOf, refused, type Stage } from '../codecs/resampler.ts'
import { Failure } from '../errors.ts'
import { block } from '../ops/block.ts'

/** Levels of a sample of 16 bits. */
const LEVELS = 65_536

/** What each level becomes that is raised to a power, 65535 being 1. */
function curve(exponent: number): Float32Array {
  return Float32Array.from({ length: LEVELS }, (_, level) => 65_535 * (level / 65_535) ** exponent)
}

/**
 * Opens the resampler of RGBA of 16 bits, whose output has 8.
 * @param weighed whether colours are weighed by alpha
 * @param gamma what colours are raised to before that
 */
export function openWideStage(
  kernel: Kernel,
  resampling: Resampling,
  { weighed, gamma }: { readonly weighed: boolean; readonly gamma?: number | undefined },
): Stage {
  const table = gamma === undefined ? 0 : block(kernel, curve(gamma))
  const status = kernel.resampleWideOpen(...geometryOf(resampling), Number(weighed), table)
  if (status < 0) throw refused(status)
  const { out } = resampling
  return {
    feed({ rows, stride, count }) {
      if (!isInside(kernel, rows))
        throw new Failure('internal', undefined, 'rows of 16 bits must stand in the memory of the kernel')
      kernel.resampleWideRows(rows.byteOffset, stride, count)
    },
    isDone: () => kernel.resampleWideDone() >= out.height,
    made: () => ({ ...out, address: kernel.resampleWideOutput() }),
  }
}
