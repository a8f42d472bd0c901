import { type Turn, turnSize } from '../picture/orientation.ts'
import { pixelBytes } from '../picture/picture.ts'
import { type Operation, onePicture } from './operation.ts'

/** Turns a picture of any layout, plane by plane; see `Turn`. */
export const turn: Operation<Turn> = {
  memory: onePicture,
  run(kernel, picture, args) {
    const bytes = pixelBytes(picture.layout)
    const [swap, mirrorX, mirrorY] = [args.swap, args.mirrorX, args.mirrorY].map(Number)
    const planes = picture.planes.map(({ address, width, height }) => {
      const out = kernel.alloc(width * height * bytes)
      kernel.turnPlane(address, width, height, bytes, swap ?? 0, mirrorX ?? 0, mirrorY ?? 0, out)
      return { ...turnSize({ width, height }, args), address: out }
    })
    return { ...turnSize(picture, args), layout: picture.layout, planes }
  },
}
