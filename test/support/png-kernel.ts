import type { PngReaderKernel, PngWriterKernel } from '../../src/wasm/kernel.ts'
import { bytes, kernel, type Memory } from './kernel.ts'
import type { PngPicture } from './png.ts'

/** A fresh kernel, typed by its PNG part. */
export function pngKernel(): PngReaderKernel & PngWriterKernel & Memory {
  return kernel<PngReaderKernel & PngWriterKernel>()
}

type Kernel = ReturnType<typeof pngKernel>

/** Opens the decoder for a picture. */
export function opened(picture: PngPicture): Kernel {
  const { width, height, depth, colourType, interlaced, palette, transparent } = picture
  const png = pngKernel()
  const status = png.pngOpen(width, height, depth, colourType, Number(interlaced ?? false))
  if (status < 0) throw new Error(`pngOpen: ${status}`)
  if (palette) {
    const rgba = palette.flatMap((colour, entry) => [...colour, transparent?.[entry] ?? 255])
    bytes(png, png.pngPalette(), rgba.length).set(rgba)
    png.pngPaletteSize(palette.length)
  } else if (transparent) {
    const [r = 0, g = 0, b = 0] = transparent
    png.pngTransparent(r, g, b)
  }
  return png
}

/** Feeds data in pieces. @returns the rows, and the status of a failure after them */
export function fed(png: Kernel, data: Uint8Array, width: number, cuts: Iterable<number> = []) {
  const rows: Uint8Array[] = []
  const stride = width * png.pngLayout()
  const ends = [...[...cuts].map((cut) => Math.min(cut, data.length)).sort((a, b) => a - b), data.length]
  let at = 0
  for (const end of ends) {
    while (at < end) {
      const piece = data.subarray(at, Math.min(end, at + png.pngCapacity()))
      bytes(png, png.pngInput(), piece.length).set(piece)
      at += piece.length
      let count = png.pngFeed(piece.length)
      for (; count > 0; count = png.pngFeed(0)) rows.push(bytes(png, png.pngRows(), count * stride).slice())
      if (count < 0) return { pixels: Buffer.concat(rows), status: count }
    }
  }
  return { pixels: Buffer.concat(rows), status: 0 }
}
