import type { Frame } from '../codecs/codec.ts'
import type { Color } from '../color.ts'
import type { Size } from './orientation.ts'

/** A canvas and the place of an image on it. */
export interface Pad {
  readonly size: Size
  readonly x: number
  readonly y: number
  readonly color: Color
}

/** `frame` at (x, y) on a canvas of one colour; it fits. Where the frame is transparent it stays so. */
export function pad(frame: Frame, { size, x, y, color }: Pad): Frame {
  const data = new Uint8Array(size.width * size.height * 4)
  const pixel = Uint8Array.of(color.r, color.g, color.b, Math.round(color.alpha * 255))
  new Uint32Array(data.buffer).fill(new Uint32Array(pixel.buffer)[0] ?? 0)
  for (let row = 0; row < frame.height; row++) {
    const from = row * frame.width * 4
    data.set(frame.data.subarray(from, from + frame.width * 4), ((y + row) * size.width + x) * 4)
  }
  return { ...size, data }
}
