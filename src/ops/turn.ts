import { type Turn, turnSize } from '../picture/orientation.ts'
import { pixelBytes } from '../picture/picture.ts'
import { type Operation, onePicture } from './operation.ts'

/** Turns a picture of any layout, plane by plane; see `Turn`. */
export const turn: Operation<Turn> = {
  memory: onePicture,
  run(kernel, picture, how) {
    const bytes = pixelBytes(picture.layout)
    const [swap, mirrorX, mirrorY] = [how.swap, how.mirrorX, how.mirrorY].map(Number)
    const planes = picture.planes.map(({ address, width, height }) => {
      const out = kernel.alloc(width * height * bytes)
      kernel.turnPlane(address, width, height, bytes, swap ?? 0, mirrorX ?? 0, mirrorY ?? 0, out)
      return { ...turnSize({ width, height }, how), address: out }
    })
    return { ...turnSize(picture, how), layout: picture.layout, planes }
  },
}
