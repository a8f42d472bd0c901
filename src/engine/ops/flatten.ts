import type { Color } from '../color/color.ts'
import { rgba } from '../rows/rgba.ts'
import type { Operation } from './operation.ts'

/**
 * Lays the picture over an opaque color in place: out = color + (pixel − color) · alpha,
 * rounded.
 */
export const flatten: Operation<Color> = {
  memory: () => 0,
  run(kernel, picture, { r, g, b }) {
    const flat = rgba(kernel, picture)
    kernel.flatten(flat.planes[0].address, flat.width * flat.height, r, g, b)
    return flat
  },
}
