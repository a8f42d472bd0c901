import { type Turn, turnSize } from '../picture/orientation.ts'
import { type Plane, pixelBytes } from '../picture/picture.ts'
import { heapBytes } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { type Operation, onePicture } from './operation.ts'

/**
 * Turns planes. Writes each plane to the previous plane's block, and the first plane to `spare`.
 * @param planes planes to turn. Each plane's block has room for the next plane
 * @param pixel bytes per pixel, 1 or 4
 * @param spare block address for the first plane
 */
export function turnPlanes(
  kernel: Kernel,
  planes: readonly Plane[],
  turn: Turn,
  pixel: number,
  spare: number,
): readonly Plane[] {
  const [swap = 0, mirrorX = 0, mirrorY = 0] = [turn.swap, turn.mirrorX, turn.mirrorY].map(Number)
  return planes.map(({ address, width, height }, index) => {
    const out = planes[index - 1]?.address ?? spare
    kernel.turnPlane({ source: address, width, height, bytesPerPixel: pixel, swap, mirrorX, mirrorY, out })
    return { ...turnSize({ width, height }, turn), address: out }
  })
}

/**
 * Turns a picture in any layout, plane by plane (see `Turn`). No plane may be larger than the
 * first.
 */
export const turn: Operation<Turn> = {
  memory: (size) => heapBytes(onePicture(size)),
  run(kernel, picture, args) {
    const { width, height, layout, planes } = picture
    const pixel = pixelBytes(layout)
    const turned = turnPlanes(kernel, planes, args, pixel, kernel.alloc(width * height * pixel))
    return { ...turnSize(picture, args), layout, planes: turned }
  },
}
