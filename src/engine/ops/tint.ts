import type { Color } from '../color/color.ts'
import { fromLab, toLab } from '../color/lab.ts'
import { TABLES, table } from '../color/tables.ts'
import { upload } from '../wasm/heap.ts'
import { GRAY_TABLES, toGray } from './grayscale.ts'
import { inPlace } from './in-place.ts'

/** As in sharp: all of the tint at medium lightness, none at black and white. */
const share = (lightness: number) => 1 - 4 * (lightness / 100 - 0.5) ** 2

/** Tables for each gray, for R, then G, then B: its L* with a* and b* of the tint. */
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

/** Gives all colours the hue of the tint, in place; their lightness and alpha stay. Ignores the tint's alpha. */
export const tint = inPlace<Color>(
  () => GRAY_TABLES + TABLES,
  (kernel, pixels, color) => {
    toGray(kernel, pixels)
    kernel.mapChannels(pixels.address, pixels.count, upload(kernel, tintTables(color)))
  },
)
