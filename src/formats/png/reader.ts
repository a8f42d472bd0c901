import { Failure } from '../../errors.ts'
import type { Header } from '../../picture/header.ts'
import type { Pixels, StreamedLayout, Strip } from '../../picture/picture.ts'
import type { PngReaderKernel } from '../../wasm/kernel.ts'
import type { ByteSource } from '../codec.ts'
import { GRAY, PALETTE, RGB } from './chunks.ts'
import { cut, openPng, type PngFile } from './open.ts'
import { inflate } from './zlib.ts'

const BEYOND_LIMIT = -3
const KERNEL_MAX_WIDTH = 33_554_432

const LAYOUT_BY_PIXEL_BYTES: Readonly<Record<number, StreamedLayout>> = { 1: 'gray', 4: 'rgba', 8: 'rgba16' }

/**
 * Decodes a PNG of any colour type and depth, row by row as it arrives; only an interlaced one (Adam7) is held whole and
 * gives its first row at its end.
 *
 * Samples of 16 bits become `rgba16`, gray without transparency `gray`, others `rgba`. Strips lie in the kernel's memory,
 * each of at most 256 KB, or one row. As in viewers, a tRNS that does not fit the colour type is ignored, and so are bytes
 * after the pixels. A file that is cut after its last row is whole: checksums are verified where they are there.
 *
 * @param header what the probe found in the same file
 * @param kernel a fresh instance, which serves this image only
 * @throws Failure corrupt, or unsupported; the strips throw corrupt where the pixels are damaged, too few or too many
 */
export async function readPng(input: ByteSource, header: Header, kernel: PngReaderKernel): Promise<Pixels> {
  const { width, height } = header
  const file = await openPng(input.chunks())
  try {
    openDecoder(kernel, file, header)
  } catch (error) {
    await file.close()
    throw error
  }
  const layout = LAYOUT_BY_PIXEL_BYTES[kernel.pngLayout()] ?? 'rgba'
  return {
    layout,
    inverted: false,
    planes: [{ width, height, density: [1, 1] }],
    strips: readStrips(kernel, file, header),
  }
}

function openDecoder(
  kernel: PngReaderKernel,
  { ihdr, plte, trns }: PngFile,
  { width, height }: Header,
): void {
  const [depth = 0, colourType = 0, compression = 0, filter = 0, interlace = 0] = ihdr.subarray(8)
  const sides = new DataView(ihdr.buffer, ihdr.byteOffset)
  if (sides.getUint32(0) !== width || sides.getUint32(4) !== height) {
    throw new Failure('corrupt', 'PNG: the image data contradicts its header; upload the file again')
  }
  if (compression !== 0 || filter !== 0)
    throw new Failure('corrupt', 'PNG: the compression or filter method is not valid')
  const status = kernel.pngOpen(width, height, depth, colourType, interlace)
  if (status === BEYOND_LIMIT)
    throw new Failure(
      'over-budget',
      `PNG: the image is ${width} pixels wide; at most ${KERNEL_MAX_WIDTH} can be decoded`,
    )
  if (status < 0) throw new Failure('corrupt', 'PNG: the colour type, depth or interlace method is not valid')
  if (colourType === PALETTE) setPalette(kernel, plte, trns)
  else if (trns !== undefined) setTransparentColour(kernel, colourType, trns)
}

/** PNG 11.2.2; colours for which tRNS has no entry are opaque (11.3.1.1). */
function setPalette(
  kernel: PngReaderKernel,
  plte: Uint8Array | undefined,
  trns: Uint8Array | undefined,
): void {
  if (plte === undefined) throw new Failure('corrupt', 'PNG: the palette is missing')
  const entries = plte.length / 3
  const alphas = trns !== undefined && trns.length <= entries ? trns : new Uint8Array(0)
  const palette = new Uint8Array(kernel.memory.buffer, kernel.pngPalette(), entries * 4)
  for (let entry = 0; entry < entries; entry++) {
    palette.set(plte.subarray(entry * 3, entry * 3 + 3), entry * 4)
    palette[entry * 4 + 3] = alphas[entry] ?? 255
  }
  kernel.pngPaletteSize(entries)
}

/** PNG 11.3.1.1: the transparent gray level or colour, in 16 bits a sample whatever the depth. */
function setTransparentColour(kernel: PngReaderKernel, colourType: number, trns: Uint8Array): void {
  const view = new DataView(trns.buffer, trns.byteOffset)
  if (colourType === GRAY && trns.length === 2) kernel.pngTransparent(view.getUint16(0), 0, 0)
  if (colourType === RGB && trns.length === 6) {
    kernel.pngTransparent(view.getUint16(0), view.getUint16(2), view.getUint16(4))
  }
}

async function* readStrips(
  kernel: PngReaderKernel,
  file: PngFile,
  { width, height }: Header,
): AsyncGenerator<Strip> {
  const stride = width * kernel.pngLayout()
  let missing = height
  for await (const piece of inflate(file.data)) {
    for (const rows of rowCounts(kernel, piece)) {
      missing -= rows
      const data = new Uint8Array(kernel.memory.buffer, kernel.pngRows(), rows * stride)
      yield { planes: [{ rows: data, stride, count: rows }] }
    }
  }
  if (missing === 0) return
  throw file.isCut() ? cut() : new Failure('corrupt', 'PNG: there are fewer rows than the header announces')
}

function* rowCounts(kernel: PngReaderKernel, piece: Uint8Array): Generator<number, void> {
  for (let at = 0; at < piece.length; ) {
    const part = piece.subarray(at, at + kernel.pngCapacity())
    new Uint8Array(kernel.memory.buffer, kernel.pngInput(), part.length).set(part)
    at += part.length
    for (let rows = feed(kernel, part.length); rows > 0; rows = feed(kernel, 0)) yield rows
  }
}

function feed(kernel: PngReaderKernel, length: number): number {
  const rows = kernel.pngFeed(length)
  if (rows < 0) throw new Failure('corrupt', 'PNG: the image data does not fit its header')
  return rows
}
