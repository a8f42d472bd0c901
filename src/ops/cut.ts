import type { Frame } from '../codecs/codec.ts'
import type { Box } from './orientation.ts'

/** The pixels of `frame` inside `box`, which lies within it. */
export function cut(frame: Frame, { x, y, width, height }: Box): Frame {
  const data = new Uint8Array(width * height * 4)
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * frame.width + x) * 4
    data.set(frame.data.subarray(from, from + width * 4), row * width * 4)
  }
  return { width, height, data }
}
