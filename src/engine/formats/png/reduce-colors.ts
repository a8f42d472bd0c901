import { Failure } from '../../../errors.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import { sideKernel } from '../../wasm/side-kernel.ts'

/** Settings for `reduceColors`. */
export interface Reduction {
  /** Maximum number of colors, 2 to 256. */
  readonly colors: number
  readonly dither: boolean
  /** `true` if any pixel may be transparent. If not, alpha does not count. */
  readonly alpha: boolean
}

/**
 * Reduces a picture to a palette. Palette indices replace its pixels. They begin at the same
 * address, with one byte for each pixel.
 * @param address address of the RGBA pixels in the kernel, whose memory may grow
 * @returns the palette's RGBA colors. Colors that are not opaque come first
 */
export function reduceColors(
  kernel: Kernel,
  address: number,
  { width, height }: Size,
  { colors, dither, alpha }: Reduction,
): Uint8Array {
  const side = sideKernel(kernel)
  if (side.paletteOpen(width, height) < 0)
    throw new Failure('internal', undefined, 'PNG: the kernel refuses the size')
  const count = side.paletteReduce(address, colors, Number(dither), Number(!alpha))
  return view(kernel, side.paletteColors(), 4 * count).slice()
}
