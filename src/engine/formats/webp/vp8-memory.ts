import type { Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { TAG_BYTES, type Vp8Layout } from './vp8-header.ts'

/** A piece of the frame, the most that a macroblock takes of its tokens, and the window for one partition of them. */
const PIECE = 32_768
const MACROBLOCK_TOKENS = 6400
const WINDOW = MACROBLOCK_TOKENS + PIECE + MACROBLOCK_TOKENS

/** Zeros after the first partition; those after a partition of tokens are as long as a macroblock's. */
const HEADER_ZEROS = 2560

/** The size of the first partition has 19 bits (RFC 6386, 9.1). */
const MAX_FIRST_BYTES = 0x7ffff

/** Most partitions of tokens, and the bytes of each size of one (RFC 6386, 9.5). */
const PARTITIONS = 8
const SIZE_BYTES = 3

/** Rows kept of luma and chroma: those of a macroblock, and half as many that its filter may change. */
const LUMA_ROWS = 24
const CHROMA_ROWS = 12
const MARGIN = 16

/** Contexts, modes and the filter's mark. */
const MACROBLOCK = 21

/** Two blocks may take this much more than one of both lengths. */
const ALIGNMENT = 16

function rowsMemory(width: number): number {
  const wide = Math.ceil(width / 16)
  const luma = MARGIN + 16 * wide
  const chroma = MARGIN + 8 * wide
  const lines = luma + MARGIN + 2 * chroma
  return heapBytes(PIECE, LUMA_ROWS * luma, 2 * CHROMA_ROWS * chroma, lines, MACROBLOCK * wide)
}

function dataMemory(bytes: number, layout: Vp8Layout | undefined): number {
  const data = Math.max(0, bytes - TAG_BYTES)
  if (!layout) {
    const held = heapBytes(HEADER_ZEROS + data, PARTITIONS * MACROBLOCK_TOKENS) + ALIGNMENT
    return Math.max(held, heapBytes(HEADER_ZEROS + Math.min(data, MAX_FIRST_BYTES), WINDOW))
  }
  const first = Math.min(layout.firstBytes, data)
  const held = data - first + layout.partitions * MACROBLOCK_TOKENS
  return heapBytes(HEADER_ZEROS + first, layout.partitions === 1 ? WINDOW : held)
}

export interface Vp8Shape extends Size {
  /** Length of the frame, the payload of its chunk. */
  readonly bytes: number
  /** How the frame is divided, by `readVp8Layout`; unknown, it is planned as held. */
  readonly layout?: Vp8Layout | undefined
}

/**
 * Bytes of kernel memory that decoding a VP8 key frame takes: its first partition; a window for one partition of tokens,
 * or several as they are; and rows of samples.
 *
 * @example vp8Memory({ width: 4000, height: 3000, bytes: 1_650_000, layout: { firstBytes: 130_000, partitions: 1 } }) // 0.4 MB
 */
export function vp8Memory({ width, bytes, layout }: Vp8Shape): number {
  return rowsMemory(width) + dataMemory(bytes, layout)
}

/** Most bytes of a frame that a decoder can use: more are junk. */
export function maxVp8Bytes({ width, height }: Size): number {
  const macroblocks = Math.ceil(width / 16) * Math.ceil(height / 16)
  return TAG_BYTES + MAX_FIRST_BYTES + PARTITIONS * SIZE_BYTES + macroblocks * MACROBLOCK_TOKENS
}
