import type { Color } from '../color/color.ts'
import { fromLab, toLab } from '../color/lab.ts'
import { TABLES, table } from '../color/tables.ts'
import { upload } from '../wasm/heap.ts'
import { GRAY_TABLES, toGray } from './grayscale.ts'
import { inPlace } from './in-place.ts'
import type { Effect } from './operation.ts'

/**
 * Returns the tint's strength (0 to 1) at a lightness, as in sharp: 1 at medium lightness, 0 at
 * black and white.
 */
function share(lightness: number): number {
  const distance = lightness / 50 - 1
  return 1 - distance * distance
}

/**
 * Returns three tables with 256 codes each, from gray to R, to G and to B. The colors have the
 * gray's L*, and the tint's a* and b*.
 */
export function tintTables({ r, g, b }: Color): Uint8Array {
  const [, tintA, tintB] = toLab([r / 255, g / 255, b / 255])
  const channel = (index: 0 | 1 | 2) =>
    table((code) => {
      const [lightness] = toLab([code / 255, code / 255, code / 255])
      const weight = share(lightness)
      return 255 * fromLab([lightness, weight * tintA, weight * tintB])[index]
    })
  return Uint8Array.of(...channel(0), ...channel(1), ...channel(2))
}

/**
 * Gives all colors the tint's hue in place. Their lightness and alpha do not change. The tint's
 * alpha is ignored.
 */
export const tint: Effect<Color> = {
  plan: ({ tint: color }) => color && { args: color },
  ...inPlace<Color>(
    () => [...GRAY_TABLES, TABLES],
    (kernel, pixels, color) => {
      toGray(kernel, pixels)
      kernel.mapChannels(pixels.address, pixels.count, upload(kernel, tintTables(color)))
    },
  ),
}
