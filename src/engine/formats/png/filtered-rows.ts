import { Failure } from '../../../errors.ts'
import type { Frame } from '../../picture/picture.ts'
import type { PngWriterKernel } from '../../wasm/png-kernel.ts'

/** Filters of all rows (PNG 9.2). */
export const NONE = 0
export const PAETH = 4
/** Chooses one of the five filters for each row. */
export const ADAPTIVE = 5

/** Rows of a frame, filtered by the kernel. */
export interface FilteredRows {
  readonly width: number
  readonly height: number
  /** Bytes of a filtered row, the filter's number included. */
  readonly length: number
  /**
   * Filters consecutive rows, the first of them as if it were the first of the picture.
   * @param filter ADAPTIVE only if it was the filter of `openFilteredRows`
   * @returns each row; valid until the next one is requested
   */
  from(top: number, filter: number): Generator<Uint8Array, void>
  /** Counts pixels of the last row that repeat an earlier one; see `src/engine/kernel/png/repeats.ts`. */
  repeats(): number
}

/**
 * Opens the kernel's filters.
 * @param frame read in place where its pixels are in the kernel's memory
 * @param channels bytes of a filtered pixel: 1 for gray, 3 for RGB, 4 for RGBA
 * @param kernel its memory may grow
 */
export function openFilteredRows(
  { width, height, data }: Frame,
  channels: number,
  filter: number,
  kernel: PngWriterKernel,
): FilteredRows {
  // Compared before the memory grows, which detaches the frame from it.
  const resident = data.buffer === kernel.memory.buffer ? data.byteOffset : undefined
  if (kernel.pngEncodeOpen(width, channels, filter) < 0)
    throw new Failure('internal', undefined, 'PNG: the kernel refuses the width')
  const length = 1 + width * channels

  function rowAddress(from: number): number {
    if (resident !== undefined) return resident + from
    const address = kernel.pngEncodeInput()
    new Uint8Array(kernel.memory.buffer, address, width * 4).set(data.subarray(from, from + width * 4))
    return address
  }

  return {
    width,
    height,
    length,
    repeats: () => kernel.pngEncodeRepeats(),
    *from(top, chosen) {
      if (kernel.pngEncodeRestart(chosen) < 0)
        throw new Failure('internal', undefined, 'PNG: the kernel refuses the filter')
      for (let y = top; y < height; y++) {
        const row = kernel.pngEncodeRow(rowAddress(y * width * 4))
        yield new Uint8Array(kernel.memory.buffer, row, length)
      }
    },
  }
}
