import type { Color } from '../color/color.ts'
import type { Size } from '../picture/size.ts'
import { rgba } from '../rows/rgba.ts'
import { heapBytes } from '../wasm/heap.ts'
import { view } from '../wasm/kernel.ts'
import { type Operation, onePicture } from './operation.ts'

/** Canvas, and the picture's position on it. */
export interface Pad {
  readonly size: Size
  readonly x: number
  readonly y: number
  readonly color: Color
}

/**
 * Places the picture at (x, y) on a canvas filled with one color. The picture must fit. Transparent
 * pixels stay transparent.
 */
export const pad: Operation<Pad> = {
  memory: (size) => heapBytes(onePicture(size)),
  run(kernel, picture, { size, x, y, color }) {
    const [plane] = rgba(kernel, picture).planes
    const { width, height } = size
    const address = kernel.alloc(width * height * 4)
    const pixel = Uint8Array.of(color.r, color.g, color.b, Math.round(color.alpha * 255))
    const canvas = view(kernel, address, width * height * 4)
    new Uint32Array(canvas.buffer, address, width * height).fill(new Uint32Array(pixel.buffer)[0] ?? 0)
    const rows = view(kernel, plane.address, plane.width * plane.height * 4)
    for (let row = 0; row < plane.height; row++) {
      const from = row * plane.width * 4
      canvas.set(rows.subarray(from, from + plane.width * 4), ((y + row) * width + x) * 4)
    }
    return { ...size, layout: 'rgba', planes: [{ ...size, address }] }
  },
}
