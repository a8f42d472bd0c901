import { Failure } from '../../../errors.ts'
import type { Strip } from '../../picture/picture.ts'
import type { Box } from '../../picture/size.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { alphaBand } from './vp8l-memory.ts'

/** Decodes the next alpha rows, one byte per pixel. The rows are valid until the next call. */
export type AlphaRows = (count: number) => Uint8Array

/**
 * Writes alpha into opaque RGBA strips, in place. The colors are not multiplied by alpha.
 * @param strips strips in kernel memory that show a part of the image
 * @param alpha the whole image's rows, which are `width` pixels wide
 * @param part the strips' position in the image
 * @throws errors from `alpha` and from the strips
 */
export async function* withAlpha(
  strips: AsyncIterable<Strip>,
  alpha: AlphaRows,
  width: number,
  part: Box,
  kernel: Kernel,
): AsyncGenerator<Strip> {
  const band = alphaBand()
  for (let row = 0; row < part.y; row += band) alpha(Math.min(band, part.y - row))
  for await (const strip of strips) {
    const [rgba] = strip.planes
    if (!rgba || rgba.stride !== part.width * 4)
      throw new Failure('internal', undefined, 'rows without gaps are expected')
    for (let row = 0; row < rgba.count; row += band) {
      const count = Math.min(band, rgba.count - row)
      const rows = alpha(count)
      const to = rgba.rows.byteOffset + row * rgba.stride
      if (part.width === width) kernel.setAlpha(to, rows.byteOffset, count * width)
      else
        for (let i = 0; i < count; i++)
          kernel.setAlpha(to + i * rgba.stride, rows.byteOffset + i * width + part.x, part.width)
    }
    yield strip
  }
}
