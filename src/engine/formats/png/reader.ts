import { Failure } from '../../../errors.ts'
import type { ByteSource } from '../../bytes/byte-source.ts'
import { LIMIT, PNG_DAMAGED } from '../../constants/kernel.ts'
import type { CommonHeader } from '../../picture/header.ts'
import type { Pixels, StreamedLayout, Strip } from '../../picture/picture.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { sizes } from '../../wasm/sizes.ts'
import { GRAY, PALETTE, RGB } from './chunks.ts'
import { cut, openPng, type PngFile } from './open.ts'

const LAYOUT_BY_PIXEL_BYTES: Readonly<Record<number, StreamedLayout>> = {
  1: 'gray',
  3: 'rgb24',
  4: 'rgba',
  8: 'rgba16',
}

/**
 * Decodes a PNG with any color type and depth, row by row while the bytes arrive. Only an
 * interlaced image (Adam7) is held whole and gives its first row at the end.
 *
 * The layout depends on the image:
 *
 * - `rgba16` for 16-bit samples
 * - `gray` for gray without transparency
 * - `rgb24` for colors without transparency, unless the image is interlaced
 * - `rgba` for all others
 *
 * Strips lie in the kernel's memory. Each has at most 256 KB, or one row if a row is longer.
 *
 * The reader accepts what viewers accept. It ignores a tRNS that does not fit the color type, and
 * bytes after the pixels. A file that is cut after its last row is complete, because checksums are
 * verified only if they are present.
 *
 * @param header result from probing the same file
 * @param kernel a new instance, which serves this image only
 * @throws Failure corrupt, unsupported; reading the strips throws corrupt if the pixels are
 *   damaged, too few or too many
 */
export async function readPng(input: ByteSource, header: CommonHeader, kernel: Kernel): Promise<Pixels> {
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
  kernel: Kernel,
  { ihdr, plte, trns }: PngFile,
  { width, height, alpha }: CommonHeader,
): void {
  const [depth = 0, colorType = 0, compression = 0, filter = 0, interlace = 0] = ihdr.subarray(8)
  const sides = new DataView(ihdr.buffer, ihdr.byteOffset)
  if (sides.getUint32(0) !== width || sides.getUint32(4) !== height) {
    throw new Failure('corrupt', 'PNG: the image data contradicts its header; upload the file again')
  }
  if (compression !== 0 || filter !== 0)
    throw new Failure('corrupt', 'PNG: the compression or filter method is not valid')
  const status = kernel.pngOpen({ width, height, depth, colorType, interlace, alpha: Number(alpha) })
  if (status === LIMIT)
    throw new Failure(
      'over-budget',
      `PNG: the image is ${width} pixels wide, and at most ${sizes().pngMaxWidth()} can be decoded; upload a narrower one`,
    )
  if (status < 0) throw new Failure('corrupt', 'PNG: the color type, depth or interlace method is not valid')
  if (colorType === PALETTE) setPalette(kernel, plte, trns)
  else if (trns !== undefined) setTransparentColor(kernel, colorType, trns)
}

/**
 * Fills the kernel's palette (PNG 11.2.2). Colors for which tRNS has no entry are opaque
 * (11.3.1.1).
 */
function setPalette(kernel: Kernel, plte: Uint8Array | undefined, trns: Uint8Array | undefined): void {
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

/**
 * Sets the transparent gray level or color (PNG 11.3.1.1). tRNS stores 16 bits per sample for
 * every depth.
 */
function setTransparentColor(kernel: Kernel, colorType: number, trns: Uint8Array): void {
  const view = new DataView(trns.buffer, trns.byteOffset)
  if (colorType === GRAY && trns.length === 2) kernel.pngTransparent(view.getUint16(0), 0, 0)
  if (colorType === RGB && trns.length === 6) {
    kernel.pngTransparent(view.getUint16(0), view.getUint16(2), view.getUint16(4))
  }
}

async function* readStrips(
  kernel: Kernel,
  file: PngFile,
  { width, height }: CommonHeader,
): AsyncGenerator<Strip> {
  const stride = width * kernel.pngLayout()
  let missing = height

  function* strips(counts: Iterable<number>): Generator<Strip, void> {
    for (const count of counts) {
      missing -= count
      const rows = new Uint8Array(kernel.memory.buffer, kernel.pngRows(), count * stride)
      yield { planes: [{ rows, stride, count }] }
    }
  }

  for await (const piece of file.data) yield* strips(rowCounts(kernel, piece))
  yield* strips(fed(kernel, 0, true))
  if (missing === 0) return
  throw file.isCut() ? cut() : new Failure('corrupt', 'PNG: there are fewer rows than the header announces')
}

function* rowCounts(kernel: Kernel, piece: Uint8Array): Generator<number, void> {
  for (let at = 0; at < piece.length; ) {
    const part = piece.subarray(at, at + kernel.pngCapacity())
    new Uint8Array(kernel.memory.buffer, kernel.pngInput(), part.length).set(part)
    at += part.length
    yield* fed(kernel, part.length, false)
  }
}

function* fed(kernel: Kernel, length: number, last: boolean): Generator<number, void> {
  let rows = kernel.pngFeed(length, Number(last))
  for (; rows > 0; rows = kernel.pngFeed(0, Number(last))) yield rows
  if (rows === PNG_DAMAGED) throw new Failure('corrupt', 'PNG: the image data is damaged')
  if (rows < 0) throw new Failure('corrupt', 'PNG: the image data does not fit its header')
}
