import type { Picture, Plane } from '../codecs/codec.ts'
import type { Kernel } from '../codecs/kernel.ts'
import { Failure } from '../errors.ts'

/** A picture of one plane, four bytes a pixel, straight alpha. */
export interface RgbaPicture extends Picture {
  readonly layout: 'rgba'
  readonly planes: readonly [Plane]
}

/** Brings a picture whose planes all have its size to RGBA; one that is RGBA passes as it is. */
export function rgba(kernel: Kernel, picture: Picture): RgbaPicture {
  const { width, height, layout, inverted = false, planes } = picture
  const count = width * height
  const [a = 0, b = 0, c = 0, d = 0] = planes.map(({ address }) => address)
  if (planes.some((plane) => plane.width !== width || plane.height !== height))
    throw new Failure('internal', undefined, `a ${layout} picture has planes of different sizes`)
  if (layout === 'rgba') return { width, height, layout, planes: [{ width, height, address: a }] }
  const out = kernel.alloc(count * 4)
  if (layout === 'gray') kernel.grayToRgba(a, count, out)
  else if (layout === 'ycc') kernel.yccToRgba(a, b, c, count, out)
  else if (layout === 'rgb') kernel.rgbToRgba(a, b, c, count, out)
  else if (layout === 'cmyk') kernel.cmykToRgba(a, b, c, d, count, Number(inverted), out)
  else kernel.ycckToRgba(a, b, c, d, count, Number(inverted), out)
  return { width, height, layout: 'rgba', planes: [{ width, height, address: out }] }
}
