/**
 * Buffers for one macroblock row. They hold the row's samples, and the last sample rows above it,
 * which the row's loop filter still changes. They also hold the data that the next macroblock row
 * needs: the last samples before filtering (RFC 6386, 15), the prediction modes and the token
 * contexts.
 */
import { block, VP8_CHROMA_ROWS, VP8_LINES, VP8_LUMA_ROWS, VP8_MACROBLOCKS } from '../blocks'

/**
 * Bytes reserved before each sample row. The last reserved byte is the left neighbor of the first
 * macroblock.
 */
const MARGIN: usize = 16
/**
 * Sample values that stand for the neighbors above the frame and to its left (RFC 6386, 12.2,
 * 12.3).
 */
const ABOVE_FRAME: u8 = 127
const LEFT_OF_FRAME: u8 = 129

/**
 * Sample rows that are kept above the current macroblocks. The loop filter changes up to three of
 * these rows in each plane. Chroma keeps half as many rows as luma, so that the bands in all planes
 * end at the same place.
 */
const LUMA_DELAY: usize = 8
const CHROMA_DELAY: usize = 4
const LUMA_HEIGHT: usize = LUMA_DELAY + 16
const CHROMA_HEIGHT: usize = CHROMA_DELAY + 8

export let width: i32 = 0
export let height: i32 = 0
export let macroblocksWide: i32 = 0
export let macroblocksHigh: i32 = 0

export let lumaStride: usize = 0
export let chromaStride: usize = 0
/** Distance in bytes from a U sample to the V sample at the same position. */
export let chromaOffset: usize = 0
let luma: usize = 0
let chroma: usize = 0

/** Addresses of the first luma sample and the first U sample in the current macroblock row. */
export let lumaRow: usize = 0
export let chromaRow: usize = 0

/**
 * Addresses of the samples above the current macroblock row: luma and U. `lineOffset` is the
 * distance in bytes from the samples above U to the samples above V.
 */
export let lumaAbove: usize = 0
export let chromaAbove: usize = 0
export let lineOffset: usize = 0

/**
 * Addresses of arrays with an entry for each macroblock in a row: 16 token contexts for the blocks
 * above, 4 subblock modes above, and the loop filter settings.
 */
export let contextsAbove: usize = 0
export let modesAbove: usize = 0
export let filterMarks: usize = 0
const CONTEXTS_BYTES: usize = 16
const MODES_BYTES: usize = 4

let bandTop: i32 = 0
let bandEnd: i32 = 0

export function openFrame(imageWidth: i32, imageHeight: i32): void {
  width = imageWidth
  height = imageHeight
  macroblocksWide = (width + 15) >> 4
  macroblocksHigh = (height + 15) >> 4
  bandTop = 0
  bandEnd = 0
  const wide = <usize>macroblocksWide

  lumaStride = MARGIN + 16 * wide
  chromaStride = MARGIN + 8 * wide
  chromaOffset = CHROMA_HEIGHT * chromaStride
  // Luma has a margin on the right as well.
  const lines = lumaStride + MARGIN + 2 * chromaStride
  luma = block(VP8_LUMA_ROWS, LUMA_HEIGHT * lumaStride)
  chroma = block(VP8_CHROMA_ROWS, 2 * chromaOffset)
  lumaAbove = block(VP8_LINES, lines) + MARGIN
  contextsAbove = block(VP8_MACROBLOCKS, wide * (CONTEXTS_BYTES + MODES_BYTES + 1))
  if (isDefined(COUNTING)) return
  memory.fill(luma, LEFT_OF_FRAME, LUMA_HEIGHT * lumaStride)
  memory.fill(chroma, LEFT_OF_FRAME, 2 * chromaOffset)
  lumaRow = luma + LUMA_DELAY * lumaStride + MARGIN
  chromaRow = chroma + CHROMA_DELAY * chromaStride + MARGIN

  lineOffset = chromaStride
  chromaAbove = lumaAbove + lumaStride + MARGIN
  memory.fill(lumaAbove - MARGIN, ABOVE_FRAME, lines)

  modesAbove = contextsAbove + wide * CONTEXTS_BYTES
  filterMarks = modesAbove + wide * MODES_BYTES
  memory.fill(contextsAbove, 0, wide * (CONTEXTS_BYTES + MODES_BYTES + 1))
}

/**
 * Keeps the last sample row in the current macroblocks, before the loop filter changes it. The next
 * macroblock row is predicted from these samples.
 */
export function keepLines(): void {
  const wide = lumaStride - MARGIN
  memory.copy(lumaAbove, lumaRow + 15 * lumaStride, wide)
  // Subblocks at the right edge have no neighbors above to the right. As in libwebp, copies of the
  // last sample are used instead.
  memory.fill(lumaAbove + wide, load<u8>(lumaAbove + wide - 1), 4)
  memory.copy(chromaAbove, chromaRow + 7 * chromaStride, wide >> 1)
  memory.copy(chromaAbove + lineOffset, chromaRow + 7 * chromaStride + chromaOffset, wide >> 1)
  store<u8>(lumaAbove - 1, LEFT_OF_FRAME)
  store<u8>(chromaAbove - 1, LEFT_OF_FRAME)
  store<u8>(chromaAbove + lineOffset - 1, LEFT_OF_FRAME)
}

/**
 * Moves the last sample rows to the top of the buffer, to make room for the next macroblock row.
 */
export function advance(): void {
  memory.copy(luma, luma + 16 * lumaStride, LUMA_DELAY * lumaStride)
  memory.copy(chroma, chroma + 8 * chromaStride, CHROMA_DELAY * chromaStride)
  memory.copy(chroma + chromaOffset, chroma + 8 * chromaStride + chromaOffset, CHROMA_DELAY * chromaStride)
}

/**
 * Makes the rows that the loop filter will not change again the current band.
 * @param row index of the macroblock row that was filtered last
 */
export function showBand(row: i32): void {
  bandTop = row === 0 ? <i32>LUMA_DELAY : 0
  const shown = (row << 4) - <i32>LUMA_DELAY + bandTop
  bandEnd = bandTop + (row === macroblocksHigh - 1 ? height - shown : 16 - bandTop)
}

/**
 * Returns the address of a plane's first sample in the current band. Planes are 0 to 2: Y, U, V.
 */
export function vp8Band(plane: i32): usize {
  if (plane === 0) return luma + <usize>bandTop * lumaStride + MARGIN
  return chroma + <usize>(bandTop >> 1) * chromaStride + MARGIN + (plane === 1 ? 0 : chromaOffset)
}

/** Returns the distance in bytes from one plane row to the next. */
export function vp8Stride(plane: i32): i32 {
  return <i32>(plane === 0 ? lumaStride : chromaStride)
}

/**
 * Returns a plane's row count in the current band. The luma row count is even, except in the last
 * band.
 */
export function vp8Rows(plane: i32): i32 {
  const rows = bandEnd - bandTop
  return plane === 0 ? rows : (rows + 1) >> 1
}
