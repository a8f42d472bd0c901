import { rgba } from '../rows/rgba.ts'
import { view } from '../wasm/kernel.ts'
import type { Operation } from './operation.ts'

/** Pixel at which the two lines meet. */
export interface Cross {
  readonly x: number
  readonly y: number
}

const RED = 0xff0000ff

/**
 * Draws a horizontal and a vertical line through a point, in place. They are one pixel wide and
 * cross the whole picture. They show a focus point's position.
 */
export const cross: Operation<Cross> = {
  memory: () => 0,
  run(kernel, picture, { x, y }) {
    const crossed = rgba(kernel, picture)
    const [{ address, width, height }] = crossed.planes
    const { buffer, byteOffset } = view(kernel, address, width * height * 4)
    const pixels = new Uint32Array(buffer, byteOffset, width * height)
    pixels.fill(RED, y * width, (y + 1) * width)
    for (let at = x; at < pixels.length; at += width) pixels[at] = RED
    return crossed
  },
}
