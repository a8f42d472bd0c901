import type { Color } from '../color.ts'
import type { Operation } from './operation.ts'
import { rgba } from './rgba.ts'

/** Lays the picture over an opaque colour, in place: out = colour + (pixel − colour) · alpha, rounded. */
export const flatten: Operation<Color> = {
  memory: () => 0,
  run(kernel, picture, { r, g, b }) {
    const flat = rgba(kernel, picture)
    kernel.flatten(flat.planes[0].address, flat.width * flat.height, r, g, b)
    return flat
  },
}
