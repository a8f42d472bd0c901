import { Failure } from '../../errors.ts'
import type { Plane, Strip } from '../picture/picture.ts'
import { isInside, type Kernel, view } from '../wasm/kernel.ts'
import { geometryOf, type Resampling } from './memory.ts'

/**
 * Maximum size in bytes of the rows that are copied into the kernel at a time, unless one row is
 * longer.
 */
export const PIECE = 1 << 18

export type Rows = Strip['planes'][number]

/** Resampler for one plane, which runs in the kernel. */
export interface RowStage {
  feed(rows: Rows): void
  isDone(): boolean
  /** Returns the resampled plane. */
  output(): Plane
}

/** Changes that are made to RGBA pixels before they are resampled. */
export interface Preparation {
  /** `true` if colors are weighted by alpha. The resampled plane has straight alpha again. */
  readonly weighted: boolean
  /**
   * Address of the tables that R, G and B pass through first (3 · 256 bytes); 0 if there are none.
   */
  readonly tables: number
  /**
   * Buffer address for prepared rows. The buffer has `PIECE` bytes, or holds one row if a row is
   * longer.
   */
  readonly buffer: number
}

/**
 * Returns the failure for a negative status with which a kernel resampler refuses its arguments or
 * rows.
 */
export function refused(status: number): Failure {
  return new Failure('internal', undefined, `the resampler refused with ${status}`)
}

/** Opens the resampler for planes with 8 bits per sample. */
export function openStage(
  kernel: Kernel,
  resampling: Resampling,
  { weighted, tables, buffer }: Preparation,
): RowStage {
  const { channels, in: input, out } = resampling
  const handle = kernel.resampleOpen({ channels, ...geometryOf(resampling) })
  if (handle < 0) throw refused(handle)
  const isWeighted = weighted && channels === 4
  const isPrepared = isWeighted || tables !== 0
  const length = input.width * channels

  /** Copies rows, prepares them and passes them to the resampler. */
  function feedCopies({ rows, stride, count }: Rows): void {
    const atOnce = Math.max(1, Math.floor(PIECE / length))
    for (let row = 0; row < count; row += atOnce) {
      const taken = Math.min(atOnce, count - row)
      const copy = view(kernel, buffer, taken * length)
      for (let i = 0; i < taken; i++) {
        const from = (row + i) * stride
        copy.set(rows.subarray(from, from + length), i * length)
      }
      if (tables) kernel.mapChannels(buffer, taken * input.width, tables)
      if (isWeighted) kernel.premultiply(buffer, taken * input.width)
      kernel.resampleRows(handle, buffer, length, taken)
    }
  }

  return {
    feed(rows) {
      if (isPrepared || !isInside(kernel, rows.rows)) feedCopies(rows)
      else kernel.resampleRows(handle, rows.rows.byteOffset, rows.stride, rows.count)
    },
    isDone: () => kernel.resampleDone(handle) >= out.height,
    output() {
      const address = kernel.resampleOutput(handle)
      if (isWeighted) kernel.unpremultiply(address, out.width * out.height)
      return { ...out, address }
    },
  }
}
