import { rgba } from '../rows/rgba.ts'
import { view } from '../wasm/kernel.ts'
import type { Operation } from './operation.ts'

/** A pixel. */
export interface Cross {
  readonly x: number
  readonly y: number
}

const RED = 0xff0000ff

/** Draws lines one pixel wide across the picture through a point, in place: it shows where a focus point lies. */
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
