import { deflateSync } from 'node:zlib'
import type { Kernel } from '../../../src/engine/wasm/kernel.ts'
import { bytes, kernel } from '../kernel/kernel.ts'
import type { PngPicture } from './writer.ts'

/** Returns a fresh kernel whose type only has the exports for PNG. */
export function pngKernel(): Kernel {
  return kernel()
}

/** Returns `true` if the header of a PNG announces alpha. */
const hasAlpha = ({ colorType, transparent }: PngPicture) => colorType >= 4 || transparent !== undefined

/** Opens the kernel's PNG decoder for a picture. */
export function opened(picture: PngPicture): Kernel {
  const { width, height, depth, colorType, interlaced, palette, transparent } = picture
  const png = pngKernel()
  const status = png.pngOpen({
    width,
    height,
    depth,
    colorType,
    interlace: Number(interlaced ?? false),
    alpha: Number(hasAlpha(picture)),
  })
  if (status < 0) throw new Error(`pngOpen: ${status}`)
  if (palette) {
    const rgba = palette.flatMap((color, entry) => [...color, transparent?.[entry] ?? 255])
    bytes(png, png.pngPalette(), rgba.length).set(rgba)
    png.pngPaletteSize(palette.length)
  } else if (transparent) {
    const [r = 0, g = 0, b = 0] = transparent
    png.pngTransparent(r, g, b)
  }
  return png
}

/**
 * Decodes the rows of a file in pieces. The zlib stream is not compressed by default.
 * @param cuts positions at which the zlib stream is cut
 * @returns the rows up to an error, and the status: 0, or the error
 */
export function fed(
  png: Kernel,
  data: Uint8Array,
  width: number,
  cuts: Iterable<number> = [],
  zlib: Uint8Array = deflateSync(data, { level: 0 }),
) {
  const rows: Uint8Array[] = []
  const stride = width * png.pngLayout()
  const sorted = [...cuts].map((cut) => Math.min(cut, zlib.length)).sort((a, b) => a - b)
  function feed(length: number, last: number): number {
    let count = png.pngFeed(length, last)
    for (; count > 0; count = png.pngFeed(0, last))
      rows.push(bytes(png, png.pngRows(), count * stride).slice())
    return count
  }
  let at = 0
  for (const end of [...sorted, zlib.length]) {
    while (at < end) {
      const piece = zlib.subarray(at, Math.min(end, at + png.pngCapacity()))
      bytes(png, png.pngInput(), piece.length).set(piece)
      at += piece.length
      const status = feed(piece.length, 0)
      if (status < 0) return { pixels: Buffer.concat(rows), status }
    }
  }
  return { status: feed(0, 1), pixels: Buffer.concat(rows) }
}
