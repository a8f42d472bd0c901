import type { Header } from '../../picture/header.ts'
import { heapBytes } from '../../wasm/heap.ts'

// Sizes in `src/engine/kernel/png` and `src/engine/kernel/inflate`.
const PIECE = 65_536
const WINDOW = 32_768
const ROOM = 131_072
const SLACK = 512
const BAND = 262_144
const MARGIN = 16
const BORDER = 16
/** Table of `src/engine/kernel/png/repeats.ts`. */
const REPEATS = 16_384

/** The deflating stream, and the pieces of 64 KB that pass through it. */
const STREAM = 524_288

type Shape = Pick<Header, 'width' | 'height' | 'depth' | 'components' | 'alpha' | 'progressive'>

/**
 * Bytes of kernel memory that reading a PNG takes, without its source: 64 KB of input, 160 KB and a row of inflated data, up
 * to three rows as stored, and a band of at most 256 KB or one row, whatever the height; the whole image where it is
 * interlaced. Of the colour types that a header does not distinguish, that which takes most.
 */
export function pngReaderMemory({ width, height, depth, components, alpha, progressive }: Shape): number {
  const channels = depth < 8 ? 1 : components + (alpha ? 1 : 0)
  const row = Math.ceil((width * channels * depth) / 8)
  const unpacked = depth >= 8 ? [] : [width * channels + MARGIN]
  const table = depth < 8 ? [2048 / depth] : []
  const palette = components === 3 && depth <= 8 ? [1024] : []
  const narrow = components === 3 && !alpha && !progressive ? 3 : 4
  // A gray image with a tRNS that is not valid stays gray.
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

/** Bytes of kernel memory that filtering rows of 1, 3 or 4 channels takes. */
export function pngEncoderMemory(width: number, channels: number, adaptive: boolean): number {
  const row = width * channels
  const filtered = 1 + row + BORDER
  const trials = adaptive ? [filtered, filtered] : [filtered]
  return heapBytes(4 * width, row + 2 * BORDER, row + 2 * BORDER, ...trials, REPEATS)
}

/**
 * Most bytes that writing a PNG takes, without the frame: those of the kernel, of the deflating stream, and twice the file,
 * which is joined from pieces. Rows that do not compress make it hardly larger than they are. The trials that choose
 * a filter come before the file and take less: one stream at a time, some rows, and what they compress to.
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
