import { type Turn, turnSize } from '../../../src/engine/picture/orientation.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import type { Box } from '../../../src/engine/picture/size.ts'

/** Cuts out a box, which must lie within the frame. */
export function cut(frame: Frame, { x, y, width, height }: Box): Frame {
  const data = new Uint8Array(width * height * 4)
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * frame.width + x) * 4
    data.set(frame.data.subarray(from, from + width * 4), row * width * 4)
  }
  return { width, height, data }
}

/** Rotates or flips a frame; see `Turn`. */
export function turn(frame: Frame, how: Turn): Frame {
  const { width, height } = turnSize(frame, how)
  const source = new Uint32Array(frame.data.buffer, frame.data.byteOffset, frame.width * frame.height)
  const target = new Uint32Array(width * height)
  const [strideX, strideY] = how.swap ? [frame.width, 1] : [1, frame.width]
  const stepX = how.mirrorX ? -strideX : strideX
  const stepY = how.mirrorY ? -strideY : strideY
  let row = (how.mirrorX ? (width - 1) * strideX : 0) + (how.mirrorY ? (height - 1) * strideY : 0)
  for (let to = 0; to < target.length; row += stepY) {
    for (let x = 0, from = row; x < width; x++, from += stepX) target[to++] = source[from] ?? 0
  }
  return { width, height, data: new Uint8Array(target.buffer) }
}
