import { Failure } from '../../../errors.ts'
import type { Strip } from '../../picture/picture.ts'
import type { Box, Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'

const BAND_BYTES = 1 << 18
const PIXEL_BYTES = 4

const bandRows = ({ width, height }: Size) =>
  Math.max(1, Math.min(height, Math.floor(BAND_BYTES / (width * PIXEL_BYTES))))
const bandBytes = (canvas: Size) => bandRows(canvas) * canvas.width * PIXEL_BYTES

/** Returns the kernel memory in bytes that `onCanvas` takes. */
export const canvasMemory = (canvas: Size): number => heapBytes(bandBytes(canvas))

/**
 * Places a frame's rows on a transparent canvas, and returns the canvas's strips. Reading them
 * throws what `strips` throws.
 * @param strips RGBA rows
 * @param frame the rows' position and size on the canvas
 * @throws Failure corrupt: the frame exceeds the canvas
 */
export function onCanvas(
  kernel: Kernel,
  strips: AsyncIterable<Strip>,
  frame: Box,
  canvas: Size,
): AsyncIterable<Strip> {
  if (frame.x + frame.width > canvas.width || frame.y + frame.height > canvas.height)
    throw new Failure('corrupt', 'WebP: a frame exceeds its canvas')
  const stride = canvas.width * PIXEL_BYTES
  const maxRows = bandRows(canvas)
  const band = kernel.alloc(bandBytes(canvas))

  /**
   * Returns transparent rows. The memory is cleared each time, because the previous strip's reader
   * may have changed it.
   */
  function rows(count: number): Uint8Array {
    return view(kernel, band, count * stride).fill(0)
  }

  function strip(data: Uint8Array, count: number): Strip {
    return { planes: [{ rows: data, stride, count }] }
  }

  function* empty(count: number): Generator<Strip> {
    for (let left = count; left > 0; left -= maxRows)
      yield strip(rows(Math.min(left, maxRows)), Math.min(left, maxRows))
  }

  async function* all(): AsyncGenerator<Strip> {
    yield* empty(frame.y)
    for await (const { planes } of strips) {
      const [from] = planes
      for (let row = 0; from && row < from.count; row += maxRows) {
        const count = Math.min(maxRows, from.count - row)
        const data = rows(count)
        for (let i = 0; i < count; i++) {
          const at = (row + i) * from.stride
          data.set(from.rows.subarray(at, at + frame.width * PIXEL_BYTES), i * stride + frame.x * PIXEL_BYTES)
        }
        yield strip(data, count)
      }
    }
    yield* empty(canvas.height - frame.y - frame.height)
  }
  return all()
}
