import { type Turn, turnSize } from '../picture/orientation.ts'
import { type Plane, pixelBytes } from '../picture/picture.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { type Operation, onePicture } from './operation.ts'

/**
 * Turns planes, each into the block that the one before it has left.
 * @param planes with room in the block of each for the next one
 * @param pixel bytes of a pixel, 1 or 4
 * @param spare block for the first one
 */
export function turnPlanes(
  kernel: Kernel,
  planes: readonly Plane[],
  turn: Turn,
  pixel: number,
  spare: number,
): readonly Plane[] {
  const [swap, mirrorX, mirrorY] = [turn.swap, turn.mirrorX, turn.mirrorY].map(Number)
  return planes.map(({ address, width, height }, index) => {
    const out = planes[index - 1]?.address ?? spare
    kernel.turnPlane(address, width, height, pixel, swap ?? 0, mirrorX ?? 0, mirrorY ?? 0, out)
    return { ...turnSize({ width, height }, turn), address: out }
  })
}

/** Turns a picture of any layout, plane by plane; see `Turn`. No plane is larger than the first. */
export const turn: Operation<Turn> = {
  memory: onePicture,
  run(kernel, picture, args) {
    const { width, height, layout, planes } = picture
    const pixel = pixelBytes(layout)
    const turned = turnPlanes(kernel, planes, args, pixel, kernel.alloc(width * height * pixel))
    return { ...turnSize(picture, args), layout, planes: turned }
  },
}
