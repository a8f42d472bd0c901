import { Failure } from '../../../errors.ts'
import { PNG_INDEXED, PNG_INDICES } from '../../constants/kernel.ts'
import type { Size } from '../../picture/size.ts'
import type { Kernel } from '../../wasm/kernel.ts'

/** Sample layout in a PNG's rows. */
export interface RowKind {
  /**
   * Samples per pixel; `PNG_INDEXED` or `PNG_INDICES` for rows with one index or gray level per
   * pixel.
   */
  readonly samples: number
  /** Bits per sample. */
  readonly depth: 1 | 2 | 4 | 8
}

/** A frame's rows, filtered by the kernel. */
export interface FilteredRows {
  readonly width: number
  readonly height: number
  /** Length in bytes of a filtered row, including the byte that names the filter. */
  readonly length: number
  /** Sets the row kind that `from` uses afterwards. */
  use(kind: RowKind): void
  /**
   * Filters consecutive rows. The first row is filtered as if no row were above it.
   * @param filter filter (PNG 9.2), or `PNG_ADAPTIVE` if `openFilteredRows` received it
   * @returns the filtered rows; each is valid until the next one is requested
   */
  from(top: number, filter: number): Generator<Uint8Array, void>
  /**
   * Returns the number of pixels in the last row that repeat an earlier pixel
   * (`kernel/png/repeats.ts`).
   */
  repeats(): number
}

/**
 * Opens the kernel's filters for a frame, whose pixels are read in place.
 * @param address address of the RGBA pixels in the kernel
 * @param channels samples per pixel until another kind is used: 1 for gray, 3 for RGB, 4 for RGBA
 * @param kernel the kernel, whose memory may grow
 */
export function openFilteredRows(
  { width, height }: Size,
  address: number,
  channels: number,
  filter: number,
  kernel: Kernel,
): FilteredRows {
  if (kernel.pngEncodeOpen(width, channels, filter) < 0)
    throw new Failure('internal', undefined, 'PNG: the kernel refuses the width')
  let kind: RowKind = { samples: channels, depth: 8 }

  return {
    width,
    height,
    get length() {
      return rowLength(width, kind)
    },
    use(next) {
      if (kernel.pngEncodeKind(next.samples, next.depth) < 0)
        throw new Failure('internal', undefined, 'PNG: the kernel refuses the kind of rows')
      kind = next
    },
    repeats: () => kernel.pngEncodeRepeats(),
    *from(top, chosen) {
      if (kernel.pngEncodeRestart(chosen) < 0)
        throw new Failure('internal', undefined, 'PNG: the kernel refuses the filter')
      const length = rowLength(width, kind)
      const stride = width * (kind.samples === PNG_INDICES ? 1 : 4)
      for (let y = top; y < height; y++) {
        const row = kernel.pngEncodeRow(address + y * stride)
        yield new Uint8Array(kernel.memory.buffer, row, length)
      }
    },
  }
}

/** `true` if a pixel has one sample that depends on its color: an index, or a gray level. */
export const isIndexed = ({ samples }: RowKind): boolean => samples === PNG_INDEXED || samples === PNG_INDICES

function rowLength(width: number, kind: RowKind): number {
  const { samples, depth } = kind
  const bytes = isIndexed(kind) ? Math.ceil((width * depth) / 8) : width * samples
  return 1 + bytes
}
