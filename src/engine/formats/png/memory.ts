import type { CommonHeader } from '../../picture/header.ts'
import { heapBytes } from '../../wasm/heap.ts'

// Bytes of the buffers in `src/engine/kernel/png` and `src/engine/kernel/inflate`.
const PIECE = 65_536
const WINDOW = 32_768
const ROOM = 131_072
const SLACK = 512
const BAND = 262_144
const MARGIN = 16
const BORDER = 16
/** Bytes of the table in `src/engine/kernel/png/repeats.ts`. */
const REPEATS = 16_384

/** Bytes of the deflating stream, with the pieces of 64 KB that pass through it. */
const STREAM = 524_288

type Shape = Pick<CommonHeader, 'width' | 'height' | 'depth' | 'components' | 'alpha' | 'progressive'>

/**
 * Returns the bytes of kernel memory that reading a PNG takes, without the bytes of the file:
 *
 * - 64 KB of input
 * - 160 KB and one row of inflated data
 * - up to three rows as they are stored
 * - a band of decoded rows of at most 256 KB, or one row if a row is longer; for an interlaced
 *   image, all of its rows
 *
 * If the header does not tell two colour types apart, the larger result counts.
 */
export function pngReaderMemory({ width, height, depth, components, alpha, progressive }: Shape): number {
  const channels = depth < 8 ? 1 : components + (alpha ? 1 : 0)
  const row = Math.ceil((width * channels * depth) / 8)
  const unpacked = depth >= 8 ? [] : [width * channels + MARGIN]
  const table = depth < 8 ? [2048 / depth] : []
  const palette = components === 3 && depth <= 8 ? [1024] : []
  const narrow = components === 3 && !alpha && !progressive ? 3 : 4
  // A gray image whose tRNS is not valid stays gray.
  const pixels = depth === 16 ? [8] : components === 3 ? [narrow] : alpha ? [1, 4] : [1]
  const out = pixels.map((bytes) => {
    const stride = bytes * width
    return progressive
      ? heapBytes(2 * stride, stride * height)
      : heapBytes(stride * bandRows(stride, height) + MARGIN)
  })
  return (
    heapBytes(PIECE, WINDOW + row + 1 + ROOM + SLACK, ...unpacked, ...table, ...palette) +
    heapBytes(...Array<number>(3).fill(row + MARGIN)) +
    Math.max(...out)
  )
}

function bandRows(stride: number, height: number): number {
  return Math.max(1, Math.min(height, Math.floor(BAND / stride)))
}

/**
 * Returns the bytes of kernel memory that filtering rows takes. The rows have 1, 3 or 4 channels.
 */
export function pngEncoderMemory(width: number, channels: number, adaptive: boolean): number {
  const row = width * channels
  const filtered = 1 + row + BORDER
  const trials = adaptive ? [filtered, filtered] : [filtered]
  return heapBytes(4 * width, row + 2 * BORDER, row + 2 * BORDER, ...trials, REPEATS)
}

/**
 * Returns the maximum bytes that writing a PNG takes, without the frame. They are the kernel's
 * memory, the deflating stream, and twice the file, because the file is joined from pieces. A file
 * whose rows do not compress is slightly larger than the rows. The trials that choose a filter run
 * before the file is written and take less: one stream at a time, some rows, and their compressed
 * bytes.
 */
export function pngWriterMemory(
  width: number,
  height: number,
  { alpha, adaptive = false }: { alpha: boolean; adaptive?: boolean | undefined },
): number {
  const channels = alpha ? 4 : 3
  const row = 1 + width * channels
  const file = Math.ceil(row * height * 1.001) + 1024
  return pngEncoderMemory(width, channels, adaptive) + Math.max(row, PIECE) + 2 * file + STREAM
}
