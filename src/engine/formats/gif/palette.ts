import { GIF_PALETTE_BYTES } from '../../constants/kernel.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'

/**
 * Colors of an image without a color table. GIF89a (19) recommends black and white as the first
 * two, and sharp uses them.
 */
const DEFAULT_COLORS = Uint8Array.of(0, 0, 0, 255, 255, 255)

/**
 * Fills the kernel's palette from a color table. Palette entries beyond the table become opaque
 * black. They must not be transparent, because the image's header, which was read without the
 * pixels, may say that the image has no transparency.
 * @param given colors of three bytes each; empty for the default colors
 */
export function setPalette(kernel: Kernel, given: Uint8Array, transparent: number | undefined): void {
  const colors = given.length > 0 ? given : DEFAULT_COLORS
  const palette = view(kernel, kernel.gifPalette(), GIF_PALETTE_BYTES)
  for (let to = 0, from = 0; to < GIF_PALETTE_BYTES; to += 4, from += 3) {
    palette[to] = colors[from] ?? 0
    palette[to + 1] = colors[from + 1] ?? 0
    palette[to + 2] = colors[from + 2] ?? 0
    palette[to + 3] = 255
  }
  if (transparent !== undefined) palette.fill(0, transparent * 4, transparent * 4 + 4)
}
