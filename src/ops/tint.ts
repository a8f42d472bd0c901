import type { Color } from '../color/color.ts'
import { fromLab, toLab } from '../color/lab.ts'
import { TABLES, table } from '../color/tables.ts'
import { upload } from '../wasm/heap.ts'
import { GRAY_TABLES, toGray } from './grayscale.ts'
import { inPlace } from './in-place.ts'

/** How much of the tint a lightness of 0 to 100 takes, as in sharp: all of it half-way, and none at black and white. */
const share = (lightness: number) => 1 - 4 * (lightness / 100 - 0.5) ** 2

/** What becomes of each gray, of R, then of G and of B: its L* with a* and b* of the tint. */
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

/** Gives all colours one hue, in place; their lightness and alpha stay. Alpha of the tint is not looked at. */
export const tint = inPlace<Color>(
  () => GRAY_TABLES + TABLES,
  (kernel, pixels, color) => {
    toGray(kernel, pixels)
    kernel.mapChannels(pixels.address, pixels.count, upload(kernel, tintTables(color)))
  },
)
