import { Failure } from '../../../errors.ts'
import type { Strip } from '../../picture/picture.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { alphaBand } from './vp8l-memory.ts'

/** Decodes the next rows of alpha, one byte per pixel. The rows are valid until the next call. */
export type AlphaRows = (count: number) => Uint8Array

/**
 * Writes alpha into strips of opaque RGBA, in place. The colours are not multiplied by alpha.
 * @param strips strips in the kernel's memory
 * @throws errors of `alpha` and of the strips
 */
export async function* withAlpha(
  strips: AsyncIterable<Strip>,
  alpha: AlphaRows,
  width: number,
  kernel: Kernel,
): AsyncGenerator<Strip> {
  const band = alphaBand()
  for await (const strip of strips) {
    const [rgba] = strip.planes
    if (!rgba || rgba.stride !== width * 4)
      throw new Failure('internal', undefined, 'rows without gaps are expected')
    for (let row = 0; row < rgba.count; row += band) {
      const count = Math.min(band, rgba.count - row)
      const rows = alpha(count)
      kernel.setAlpha(rgba.rows.byteOffset + row * rgba.stride, rows.byteOffset, count * width)
    }
    yield strip
  }
}
