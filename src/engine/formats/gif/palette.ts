import { Failure } from '../../../errors.ts'
import { GIF_PALETTE_BYTES } from '../../constants/kernel.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'

/**
 * Fills the kernel's palette from a colour table. Palette entries beyond the table become opaque
 * black. They must not be transparent, because the image's header, which was read without the
 * pixels, may say that the image has no transparency.
 * @param colours colours of three bytes each
 * @throws Failure corrupt: there are no colours
 */
export function setPalette(kernel: Kernel, colours: Uint8Array, transparent: number | undefined): void {
  if (colours.length === 0) throw new Failure('corrupt', 'GIF: the image has no colours')
  const palette = view(kernel, kernel.gifPalette(), GIF_PALETTE_BYTES)
  for (let to = 0, from = 0; to < GIF_PALETTE_BYTES; to += 4, from += 3) {
    palette[to] = colours[from] ?? 0
    palette[to + 1] = colours[from + 1] ?? 0
    palette[to + 2] = colours[from + 2] ?? 0
    palette[to + 3] = 255
  }
  if (transparent !== undefined) palette.fill(0, transparent * 4, transparent * 4 + 4)
}
