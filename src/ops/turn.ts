import { type Picture, pixelBytes } from '../codecs/codec.ts'
import type { Kernel } from '../codecs/kernel.ts'
import { type Turn, turnSize } from './orientation.ts'

/** `picture` turned, plane by plane; see `Turn` for which pixel goes where. */
export function turn(kernel: Kernel, picture: Picture, how: Turn): Picture {
  const bytes = pixelBytes(picture.layout)
  const [swap, mirrorX, mirrorY] = [how.swap, how.mirrorX, how.mirrorY].map(Number)
  const planes = picture.planes.map(({ address, width, height }) => {
    const out = kernel.alloc(width * height * bytes)
    kernel.turnPlane(address, width, height, bytes, swap ?? 0, mirrorX ?? 0, mirrorY ?? 0, out)
    return { ...turnSize({ width, height }, how), address: out }
  })
  return { ...turnSize(picture, how), layout: picture.layout, planes }
}
