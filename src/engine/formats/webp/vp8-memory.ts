import type { Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { TAG_BYTES, type Vp8Layout } from './vp8-header.ts'

/**
 * Bytes of a piece of the frame, maximum bytes of one macroblock's tokens, and bytes of the window
 * that a single token partition passes through.
 */
const PIECE = 32_768
const MACROBLOCK_TOKENS = 6400
const WINDOW = MACROBLOCK_TOKENS + PIECE + MACROBLOCK_TOKENS

/**
 * Zero bytes stored after the first partition. After a token partition there are as many as
 * `MACROBLOCK_TOKENS`.
 */
const HEADER_ZEROS = 2560

/** Maximum bytes of the first partition, whose length has 19 bits (RFC 6386, 9.1). */
const MAX_FIRST_BYTES = 0x7ffff

/**
 * Maximum number of token partitions, and bytes of the field with a partition's length (RFC 6386,
 * 9.5).
 */
const PARTITIONS = 8
const SIZE_BYTES = 3

/**
 * Rows of luma and chroma that are kept: the rows of a macroblock, and half as many above it that
 * the loop filter may still change.
 */
const LUMA_ROWS = 24
const CHROMA_ROWS = 12
const MARGIN = 16

/**
 * Bytes kept for each macroblock of a row: 16 of contexts, 4 of modes, and 1 for the loop filter.
 */
const MACROBLOCK = 21

/**
 * Bytes that two blocks may take in addition to one block of both lengths, because each is aligned.
 */
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

/** Properties of a VP8 frame that determine its memory. */
export interface Vp8Shape extends Size {
  /** Length of the frame, which is the payload of its chunk. */
  readonly bytes: number
  /**
   * Division of the frame, from `readVp8Layout`. If it is unknown, the plan assumes that the whole
   * frame is held.
   */
  readonly layout?: Vp8Layout | undefined
}

/**
 * Returns the bytes of kernel memory that decoding a VP8 key frame takes: its first partition, its
 * tokens, and rows of samples. A single token partition passes through a window. Several token
 * partitions are held whole.
 *
 * @example
 * vp8Memory({
 *   width: 4000,
 *   height: 3000,
 *   bytes: 1_650_000,
 *   layout: { firstBytes: 130_000, partitions: 1 },
 * }) // 0.4 MB
 */
export function vp8Memory({ width, bytes, layout }: Vp8Shape): number {
  return rowsMemory(width) + dataMemory(bytes, layout)
}

/** Returns the maximum bytes of a frame that a decoder can use. Bytes after them have no effect. */
export function maxVp8Bytes({ width, height }: Size): number {
  const macroblocks = Math.ceil(width / 16) * Math.ceil(height / 16)
  return TAG_BYTES + MAX_FIRST_BYTES + PARTITIONS * SIZE_BYTES + macroblocks * MACROBLOCK_TOKENS
}
