import type { Picture } from '../codecs/codec.ts'
import type { Kernel } from '../codecs/kernel.ts'
import type { Color } from '../color.ts'
import { rgba } from './rgba.ts'

/** `picture` laid over an opaque colour, in place: out = colour + (pixel − colour) · alpha, rounded. */
export function flatten(kernel: Kernel, picture: Picture, { r, g, b }: Color): Picture {
  const flat = rgba(kernel, picture)
  kernel.flatten(flat.planes[0].address, flat.width * flat.height, r, g, b)
  return flat
}
