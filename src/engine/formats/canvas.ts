import type { Pixels, Strip } from '../picture/picture.ts'
import type { Box, Size } from '../picture/size.ts'
import { heapBytes } from '../wasm/heap.ts'
import { type Kernel, view } from '../wasm/kernel.ts'

type Rows = Strip['planes'][number]

const PIXEL_BYTES = 4
const BAND_BYTES = 1 << 18

const bytesOf = ({ width, height }: Size) => PIXEL_BYTES * width * height

/** Returns the size in bytes of a canvas in kernel memory. */
export const canvasBytes = (size: Size): number => heapBytes(bytesOf(size))

/**
 * The canvas on which an animation's frames are composed. It lies in the kernel's memory as
 * straight (not premultiplied) RGBA, without gaps between rows.
 */
export interface Canvas extends Size {
  readonly address: number
  /** The canvas rows. Each strip shows the canvas as it is when the strip is read. */
  readonly pixels: Pixels
  /** Makes a box transparent. Parts outside the canvas are ignored. */
  clear(box: Box): void
  /**
   * Writes RGBA rows from the kernel's memory into a box, which must lie within the canvas.
   * @param isBlended `true` to blend the rows over the canvas, `false` to replace its pixels
   */
  lay(rows: Rows, box: Box, isBlended: boolean): void
  /** Copies all pixels from another canvas with the same size. */
  copy(from: Pick<Canvas, 'address'>): void
}

/** Allocates a transparent canvas in the kernel's memory. */
export function openCanvas(kernel: Kernel, { width, height }: Size): Canvas {
  const stride = PIXEL_BYTES * width
  const address = kernel.alloc(stride * height)
  const atOnce = Math.max(1, Math.floor(BAND_BYTES / stride))

  async function* strips(): AsyncGenerator<Strip> {
    for (let row = 0; row < height; row += atOnce) {
      const count = Math.min(atOnce, height - row)
      yield { planes: [{ rows: view(kernel, address + row * stride, count * stride), stride, count }] }
    }
  }

  return {
    width,
    height,
    address,
    pixels: {
      layout: 'rgba',
      inverted: false,
      planes: [{ width, height, density: [1, 1] }],
      strips: { [Symbol.asyncIterator]: strips },
    },
    clear({ x, y, ...box }) {
      const all = view(kernel, address, stride * height)
      const [left, right] = [Math.min(x, width), Math.min(x + box.width, width)]
      for (let row = y; row < Math.min(y + box.height, height); row++)
        all.fill(0, row * stride + left * PIXEL_BYTES, row * stride + right * PIXEL_BYTES)
    },
    lay({ rows: { byteOffset }, stride: pitch }, box, isBlended) {
      const all = new Uint8Array(kernel.memory.buffer)
      for (let row = 0; row < box.height; row++) {
        const from = byteOffset + row * pitch
        const to = address + (box.y + row) * stride + box.x * PIXEL_BYTES
        if (isBlended) kernel.composite(to, from, box.width)
        else all.copyWithin(to, from, from + box.width * PIXEL_BYTES)
      }
    },
    copy(from) {
      view(kernel, address, stride * height).set(view(kernel, from.address, stride * height))
    },
  }
}
