import { Failure } from '../../../errors.ts'
import type { Frame } from '../../picture/picture.ts'
import type { Kernel } from '../../wasm/kernel.ts'

/** The rows of a frame, filtered by the kernel. */
export interface FilteredRows {
  readonly width: number
  readonly height: number
  /** Length in bytes of a filtered row, including the byte that names the filter. */
  readonly length: number
  /** Address of the frame's pixels in the kernel; `undefined` if they lie elsewhere. */
  readonly resident: number | undefined
  /**
   * Filters consecutive rows. The first row is filtered as if no row were above it.
   * @param filter filter (PNG 9.2), or `PNG_ADAPTIVE` if `openFilteredRows` received it
   * @returns the filtered rows; each is valid until the next one is requested
   */
  from(top: number, filter: number): Generator<Uint8Array, void>
  /**
   * Returns the number of pixels of the last row that repeat an earlier pixel
   * (`src/engine/kernel/png/repeats.ts`).
   */
  repeats(): number
}

/**
 * Opens the kernel's filters for a frame.
 * @param frame the frame, which is read in place if its pixels lie in the kernel's memory
 * @param channels bytes of a filtered pixel: 1 for gray, 3 for RGB, 4 for RGBA
 * @param kernel the kernel, whose memory may grow
 */
export function openFilteredRows(
  { width, height, data }: Frame,
  channels: number,
  filter: number,
  kernel: Kernel,
): FilteredRows {
  // Compare the buffers before the kernel's memory grows. Growing replaces the memory's buffer, and
  // the comparison with the frame's buffer would then fail.
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
    resident,
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
