import { Failure } from '../../errors.ts'
import type { Strip } from '../picture/picture.ts'
import type { Box, Size } from '../picture/size.ts'
import { PIECE } from '../rows/stage.ts'
import { heapBytes } from '../wasm/heap.ts'
import { isInside, type Kernel, view } from '../wasm/kernel.ts'
import { sizes } from '../wasm/sizes.ts'

const PIXEL_BYTES = 4

interface Extremes {
  readonly min: Uint8Array
  readonly max: Uint8Array
}

export interface Borders {
  /** Adds the next rows, as RGBA without gaps. */
  add(rows: Strip['planes'][number]): void
  /**
   * Returns the smallest box with all pixels that differ from the background by more than
   * `tolerance` (0 to 100) in any channel. If none differs, returns the whole picture.
   * @throws Failure corrupt: rows are missing
   */
  inside(tolerance: number): Box
}

/** Returns the kernel memory in bytes that `findBorders` takes. */
export const bordersMemory = ({ width, height }: Size): number =>
  sizes().trimBytes(width, height) + heapBytes(pieceBytes(width))

const pieceBytes = (width: number) => Math.max(PIECE, width * PIXEL_BYTES)

function ends({ min, max }: Extremes, color: Uint8Array, tolerance: number): readonly [number, number] {
  const count = min.length / PIXEL_BYTES
  const differs = (place: number) =>
    color.some((level, channel) => {
      const at = place * PIXEL_BYTES + channel
      return (max[at] ?? 0) > level + tolerance || (min[at] ?? 0) < level - tolerance
    })
  let first = 0
  let last = count - 1
  while (first < count && !differs(first)) first++
  if (first === count) return [0, last]
  while (!differs(last)) last--
  return [first, last]
}

/**
 * Finds uniform borders in a stream of rows, like `find_trim` in libvips. A 3 × 3 median filter
 * with repeated edges runs first. Colors (composited over the background) and alpha are compared
 * separately, as in sharp.
 *
 * Keeps only the extremes of each row and column. The background pixel may therefore be in the last
 * row, as in a portrait photo, which is stored turned. If the picture has alpha, colors are
 * composited over its first pixel's color.
 * @param corner the background pixel's position
 */
export function findBorders(
  kernel: Kernel,
  { width, height }: Size,
  alpha: boolean,
  corner: { readonly x: number; readonly y: number },
): Borders {
  kernel.trimOpen(width, height, Number(alpha))
  const buffer = kernel.alloc(pieceBytes(width))
  const rowBytes = width * PIXEL_BYTES
  const atOnce = Math.floor(pieceBytes(width) / rowBytes)
  let background: Uint8Array = new Uint8Array(PIXEL_BYTES)
  let rowsRead = 0

  /**
   * Passes rows to the kernel. Rows outside kernel memory are first copied into it, one piece at a
   * time.
   */
  function feed(rows: Uint8Array, count: number): void {
    if (isInside(kernel, rows)) {
      kernel.trimRows(rows.byteOffset, count)
      return
    }
    for (let row = 0; row < count; row += atOnce) {
      const piece = rows.subarray(row * rowBytes, Math.min(row + atOnce, count) * rowBytes)
      view(kernel, buffer, piece.length).set(piece)
      kernel.trimRows(buffer, piece.length / rowBytes)
    }
  }

  return {
    add({ rows, count }) {
      const at = (corner.y - rowsRead) * rowBytes + corner.x * PIXEL_BYTES
      if (rowsRead <= corner.y && corner.y < rowsRead + count) background = rows.slice(at, at + PIXEL_BYTES)
      feed(rows, count)
      rowsRead += count
    },
    inside(tolerance) {
      if (rowsRead < height) throw new Failure('corrupt', 'the image has fewer rows than its header says')
      const bytes = (address: number, count: number) => view(kernel, address, count * PIXEL_BYTES)
      const columns = {
        min: bytes(kernel.trimColumnLeast(), width),
        max: bytes(kernel.trimColumnMost(), width),
      }
      const rows = { min: bytes(kernel.trimRowLeast(), height), max: bytes(kernel.trimRowMost(), height) }
      const [left, right] = ends(columns, background, tolerance)
      const [top, bottom] = ends(rows, background, tolerance)
      return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
    },
  }
}
