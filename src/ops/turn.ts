import { type Turn, turnSize } from '../picture/orientation.ts'
import { type Plane, pixelBytes } from '../picture/picture.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { type Operation, onePicture } from './operation.ts'

/**
 * Turns a plane.
 * @param pixel bytes of a pixel, 1 or 4
 * @param out receives as many bytes as the plane has; not the plane itself
 */
export function turnPlane(
  kernel: Kernel,
  { address, width, height }: Plane,
  turn: Turn,
  pixel: number,
  out: number,
): Plane {
  const { swap, mirrorX, mirrorY } = turn
  kernel.turnPlane(address, width, height, pixel, Number(swap), Number(mirrorX), Number(mirrorY), out)
  return { ...turnSize({ width, height }, turn), address: out }
}

/** Turns a picture of any layout, plane by plane; see `Turn`. */
export const turn: Operation<Turn> = {
  memory: onePicture,
  run(kernel, picture, args) {
    const pixel = pixelBytes(picture.layout)
    const planes = picture.planes.map((plane) =>
      turnPlane(kernel, plane, args, pixel, kernel.alloc(plane.width * plane.height * pixel)),
    )
    return { ...turnSize(picture, args), layout: picture.layout, planes }
  },
}
