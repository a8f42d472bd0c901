/** Samples for the current macroblock in the picture, and for its decoded neighbors. */
import { alloc } from '../heap'

/**
 * The macroblock's samples in the picture: 16 luma rows, then eight chroma rows. A chroma row has
 * eight U samples and eight V samples. All rows have 16 bytes.
 */
export const SOURCE_LUMA: usize = memory.data(256, 16)
export const SOURCE_CHROMA: usize = memory.data(128, 16)

/**
 * Decoded samples in the same layout. Until the macroblock is decoded, they belong to the
 * macroblock to the left, whose last columns are the left neighbors.
 */
export const DECODED_LUMA: usize = memory.data(256, 16)
export const DECODED_CHROMA: usize = memory.data(128, 16)
/** Addresses of the left luma neighbors, in 16-byte rows. */
export const LEFT_LUMA: usize = DECODED_LUMA + 15

/**
 * Luma for macroblocks that are predicted by subblocks: 32-byte rows, with the neighbors above in
 * the first row. Neighbors to the left precede each row. Above to the right, four more samples
 * follow the rows above each subblock row.
 */
export const SHEET_STRIDE: usize = 32
const SHEET_ROWS: usize = memory.data(16 + 17 * 32, 16)
export const ABOVE_LUMA: usize = SHEET_ROWS + 16
export const SHEET: usize = ABOVE_LUMA + SHEET_STRIDE

/**
 * Eight U samples above and eight V samples above. The samples above to the left have the same
 * layout, eight times each.
 */
export const ABOVE_CHROMA: usize = memory.data(16, 16)
export const CORNER_CHROMA: usize = memory.data(16, 16)

/** Samples that replace neighbors above the frame and to its left (RFC 6386, 12.2, 12.3). */
const ABOVE_FRAME: u8 = 127
const LEFT_OF_FRAME: u8 = 129

let y: usize = 0
let yStride: usize = 0
let u: usize = 0
let v: usize = 0
let uvStride: usize = 0
let width: i32 = 0
let height: i32 = 0
let lastColumn: i32 = 0

/** Last rows in decoded macroblocks: 16 bytes for luma and 16 for chroma in each column. */
let lumaLine: usize = 0
let chromaLine: usize = 0

export function openSource(macroblocksWide: i32): void {
  lumaLine = alloc(16 * <usize>macroblocksWide)
  chromaLine = alloc(16 * <usize>macroblocksWide)
}

/** Sets the planes for the next picture. `vp8EncodePlanes` has the same parameters. */
export function setPlanes(
  luma: usize,
  lumaStride: usize,
  chromaU: usize,
  chromaV: usize,
  chromaStride: usize,
): void {
  y = luma
  yStride = lumaStride
  u = chromaU
  v = chromaV
  uvStride = chromaStride
}

/** Begins a pass over the picture. */
export function beginFrame(frameWidth: i32, frameHeight: i32): void {
  width = frameWidth
  height = frameHeight
  lastColumn = (width - 1) >> 4
  memory.fill(lumaLine, ABOVE_FRAME, 16 * <usize>(lastColumn + 1))
  memory.fill(chromaLine, ABOVE_FRAME, 16 * <usize>(lastColumn + 1))
}

/** Begins a macroblock row: sets the neighbors to the left of the frame. */
export function beginRow(row: i32): void {
  memory.fill(DECODED_LUMA, LEFT_OF_FRAME, 256)
  memory.fill(DECODED_CHROMA, LEFT_OF_FRAME, 128)
  // The next corner is taken from the last samples above.
  const corner = row === 0 ? ABOVE_FRAME : LEFT_OF_FRAME
  memory.fill(ABOVE_LUMA, corner, 16)
  memory.fill(ABOVE_CHROMA, corner, 16)
}

/** Loads a macroblock's luma. Beyond the picture's edges, its last samples repeat. */
export function loadLuma(column: i32, row: i32): void {
  load16(y, yStride, column << 4, row << 4)
}

function load16(plane: usize, stride: usize, left: i32, top: i32): void {
  const from = plane + <usize>top * stride + <usize>left
  const columns = min(16, width - left)
  const rows = min(16, height - top)
  let at = from
  for (let i = 0; i < 16; i++) {
    const out = SOURCE_LUMA + ((<usize>i) << 4)
    if (columns === 16) {
      v128.store(out, v128.load(at))
    } else {
      memory.copy(out, at, columns)
      memory.fill(out + columns, load<u8>(at + columns - 1), 16 - columns)
    }
    if (i < rows - 1) at += stride
  }
}

/** Loads a macroblock's chroma. Beyond the picture's edges, its last samples repeat. */
export function loadChroma(column: i32, row: i32): void {
  load8(u, column << 3, row << 3, SOURCE_CHROMA)
  load8(v, column << 3, row << 3, SOURCE_CHROMA + 8)
}

function load8(plane: usize, left: i32, top: i32, out: usize): void {
  const columns = min(8, ((width + 1) >> 1) - left)
  const rows = min(8, ((height + 1) >> 1) - top)
  let at = plane + <usize>top * uvStride + <usize>left
  for (let i = 0; i < 8; i++) {
    if (columns === 8) {
      store<u64>(out, load<u64>(at))
    } else {
      memory.copy(out, at, columns)
      memory.fill(out + columns, load<u8>(at + columns - 1), 8 - columns)
    }
    out += 16
    if (i < rows - 1) at += uvStride
  }
}

/** Loads a macroblock's decoded neighbors. */
export function loadNeighbors(column: i32, row: i32): void {
  const line = lumaLine + ((<usize>column) << 4)
  store<u8>(ABOVE_LUMA - 1, load<u8>(ABOVE_LUMA, 15))
  v128.store(ABOVE_LUMA, v128.load(line))
  let right: u32
  if (column < lastColumn) right = load<u32>(line, 16)
  else right = <u32>(row === 0 ? ABOVE_FRAME : load<u8>(line, 15)) * 0x01010101
  // All subblocks in the right column have the same neighbors above to the right. These neighbors
  // belong to the macroblock above (RFC 6386, 12.3).
  for (let i: usize = 0; i < 16; i += 4) store<u32>(ABOVE_LUMA + i * SHEET_STRIDE, right, 16)
  for (let i: usize = 0; i < 16; i++) store<u8>(SHEET + i * SHEET_STRIDE - 1, load<u8>(LEFT_LUMA + (i << 4)))
  const above = v128.load(ABOVE_CHROMA)
  const corners = i8x16.shuffle(above, above, 7, 7, 7, 7, 7, 7, 7, 7, 15, 15, 15, 15, 15, 15, 15, 15)
  v128.store(CORNER_CHROMA, corners)
  v128.store(ABOVE_CHROMA, v128.load(chromaLine + ((<usize>column) << 4)))
}

/** Keeps a decoded macroblock's last rows as neighbors for the next macroblock row. */
export function keepLines(column: i32): void {
  v128.store(lumaLine + ((<usize>column) << 4), v128.load(DECODED_LUMA, 240))
  v128.store(chromaLine + ((<usize>column) << 4), v128.load(DECODED_CHROMA, 112))
}
