import { alloc, countedBytes, startCount } from '../heap'
import { LIMIT, UNSUPPORTED } from '../status'
import { flushBits, keepWaiting } from './bits'
import { COMPACT_QUALITY, isCompact } from './coefficients'
import {
  BLOCK_WORK,
  COMPONENTS_BYTES,
  Component,
  component,
  setPlane,
  setSize,
  setTables,
  transformBlock,
} from './component'
import { DIVISORS_BYTES, fillDivisors } from './dct'
import { countBlock, MAX_BLOCK_BYTES, writeBlock } from './entropy'
import { makeCodes, TABLE_BYTES, WORK_BYTES } from './huffman'
import {
  END_BYTES,
  writeEnd,
  writeFrame,
  writeHuffman,
  writeJfif,
  writeQuantization,
  writeScan,
} from './markers'
import {
  beginProgressive,
  hasWrittenScans,
  MAX_SCAN_HEADER,
  openProgressive,
  takeProgressiveMemory,
  writeScans,
} from './progressive'
import { fillChromaSteps, fillLumaSteps, STEPS_BYTES } from './tables'
import { fillPrices, openTrellis, TRELLISES_BYTES, trellisOf } from './trellis'
import { fillZigzag, toZigzag, ZIGZAG_BYTES } from './zigzag'

/**
 * A JPEG encoder for the modes baseline (T.81 sequential DCT, 4.2) and progressive (4.3). It takes
 * planes and returns a JFIF file in pieces.
 *
 * In baseline mode, the planes are encoded twice for optimal Huffman tables: first to count the
 * symbols, then to write them. The DCT is repeated, because keeping a frame's coefficients would
 * take more memory. Progressive mode keeps them (see `progressive.ts`).
 */

/** Bits in `mode`. */
const PROGRESSIVE: i32 = 1
const THOROUGH: i32 = 2

const GRAY: i32 = 0
const HALF_CHROMA: i32 = 2

/** Maximum frame width and height. The frame header has 16 bits for each (T.81 B.2.2). */
const MAX_SIDE: i32 = 65535

const PIECE: usize = 65536
const MARGIN: usize = 6 * MAX_BLOCK_BYTES + MAX_SCAN_HEADER + 16

let width: i32 = 0
let height: i32 = 0
let componentCount: i32 = 0
let mcuColumns: i32 = 0
let mcuCount: i32 = 0

let components: usize = 0
let tables: usize = 0
let huffmanWork: usize = 0
let steps: usize = 0
let divisors: usize = 0
let zigzag: usize = 0
let block: usize = 0
let piece: usize = 0

/** `true` if the file is progressive. */
let progressive: bool = false
/** `true` if memory for the coefficients was taken. */
let mayBeProgressive: bool = false
/** Address of the trellises for luma and chroma; 0 if levels are not optimized. */
let trellises: usize = 0
/** Maximum quality for which the coefficient memory suffices. */
let maxQuality: i32 = 0
/** Length in bytes of a progressive file's scans. */
let scansLength: u64 = 0

/** Value of `next` before the header is written. */
const HEADER: i32 = -1
/**
 * Index of the next MCU to write. It is `HEADER` before the file header is written, and `mcuCount`
 * + 1 after the file's end.
 */
let next: i32 = 0
/** Number of bits in all blocks, without the zeros that follow 0xff bytes. */
let codedBits: u64 = 0

/** Returns the maximum quality that takes the same memory as a quality. */
function maxQualityLike(quality: i32): i32 {
  return isCompact(quality) ? COMPACT_QUALITY : 100
}

/**
 * Opens the encoder, once per instance.
 * @param layout 0: Y only; 1: Y, Cb and Cr with the same width and height; 2: Cb and Cr have half
 *   the width and height, rounded up
 * @param quality 1 to 100 on the Independent JPEG Group's scale
 * @param mode 0: baseline; 1: progressive; 2 is added to optimize levels
 * @returns 0; -2: unknown layout or mode; -3: the width, the height or the quality is out of range
 */
export function encodeOpen(frameWidth: i32, frameHeight: i32, layout: i32, quality: i32, mode: i32): i32 {
  if (<u32>layout > <u32>HALF_CHROMA || <u32>mode > <u32>(PROGRESSIVE | THOROUGH)) return UNSUPPORTED
  if (min(frameWidth, frameHeight) < 1 || max(frameWidth, frameHeight) > MAX_SIDE) return LIMIT
  if (!isQuality(quality)) return LIMIT
  width = frameWidth
  height = frameHeight
  progressive = (mode & PROGRESSIVE) !== 0
  mayBeProgressive = progressive
  takeMemory(layout, quality, (mode & THOROUGH) !== 0)
  openFrame(layout)
  fillZigzag(zigzag)
  maxQuality = maxQualityLike(quality)
  if (progressive) openProgressive(components, componentCount, mcuColumns, mcuCount)
  return encodeQuality(quality)
}

function isQuality(quality: i32): bool {
  return quality >= 1 && quality <= 100
}

/**
 * Changes the opened encoder's quality. The next `encodePlanes` call encodes with it.
 * @param quality 1 to 100 on the Independent JPEG Group's scale. In progressive mode, the quality
 *   may be greater than in `encodeOpen` only if the memory suffices
 * @returns 0; -3: the quality is out of range
 */
export function encodeQuality(quality: i32): i32 {
  if (components === 0) unreachable()
  if (!isQuality(quality) || (progressive && quality > maxQuality)) return LIMIT
  const chromaSteps = steps + STEPS_BYTES
  fillLumaSteps(quality, steps)
  fillDivisors(steps, true, divisors)
  fillChromaSteps(quality, component(components, 0).sampling === 2, chromaSteps)
  fillDivisors(chromaSteps, false, divisors + DIVISORS_BYTES)
  if (trellises === 0) return 0
  for (let i: usize = 0; i < 2; i++)
    openTrellis(trellisOf(trellises, i), i > 0, steps + i * STEPS_BYTES, zigzag)
  return 0
}

/**
 * Changes the opened encoder's order. Files in both orders have the same pixels. The next
 * `encodePlanes` call encodes in this order.
 * @param order 0: baseline; 1: progressive, if `encodeOpen` had this mode
 * @returns 0; -2: the encoder keeps no coefficients
 */
export function encodeOrder(order: i32): i32 {
  if (components === 0) unreachable()
  if (order !== 0 && !mayBeProgressive) return UNSUPPORTED
  progressive = order !== 0
  return 0
}

/** Returns how many bytes `encodeOpen` allocates. */
export function encodeBytes(frameWidth: i32, frameHeight: i32, layout: i32, quality: i32, mode: i32): f64 {
  startCount()
  width = frameWidth
  height = frameHeight
  progressive = (mode & PROGRESSIVE) !== 0
  takeMemory(layout, quality, (mode & THOROUGH) !== 0)
  return countedBytes()
}

function takeMemory(layout: i32, quality: i32, thorough: bool): void {
  components = alloc(COMPONENTS_BYTES)
  tables = alloc(4 * TABLE_BYTES)
  huffmanWork = alloc(WORK_BYTES)
  steps = alloc(2 * STEPS_BYTES)
  divisors = alloc(2 * DIVISORS_BYTES)
  zigzag = alloc(ZIGZAG_BYTES)
  block = alloc(BLOCK_WORK)
  piece = alloc(PIECE)
  trellises = thorough ? alloc(TRELLISES_BYTES) : 0
  if (progressive) takeProgressiveMemory(blocksOf(layout), isCompact(quality))
}

function samplingOf(layout: i32): i32 {
  return layout === HALF_CHROMA ? 2 : 1
}

/** Returns the number of blocks in all components. */
function blocksOf(layout: i32): usize {
  const blocks = blocksIn(width, height)
  if (layout === GRAY) return blocks
  const sampling = samplingOf(layout)
  return blocks + 2 * blocksIn((width + sampling - 1) / sampling, (height + sampling - 1) / sampling)
}

function blocksIn(planeWidth: i32, planeHeight: i32): usize {
  return <usize>((planeWidth + 7) / 8) * <usize>((planeHeight + 7) / 8)
}

function openFrame(layout: i32): void {
  const sampling = samplingOf(layout)
  const mcuSide = 8 * sampling
  componentCount = layout === GRAY ? 1 : 3
  mcuColumns = (width + mcuSide - 1) / mcuSide
  mcuCount = mcuColumns * ((height + mcuSide - 1) / mcuSide)
  next = mcuCount + 1
  setSize(component(components, 0), width, height, sampling)
  setTables(component(components, 0), tables, divisors)
  const chromaWidth = (width + sampling - 1) / sampling
  const chromaHeight = (height + sampling - 1) / sampling
  for (let i = 1; i < componentCount; i++) {
    const c = component(components, i)
    setSize(c, chromaWidth, chromaHeight, 1)
    setTables(c, tables + 2 * TABLE_BYTES, divisors + DIVISORS_BYTES)
  }
}

/**
 * Sets the picture's planes and counts their Huffman symbols. The planes must not change until the
 * last piece is written. A second call with the same planes begins the same file again. With layout
 * 0, the chroma planes are ignored.
 * @param y address of Y's first sample
 * @param yStride distance in bytes from one Y row to the next
 * @param cb address of Cb's first sample
 * @param chromaStride distance in bytes from one Cb or Cr row to the next
 * @param cr address of Cr's first sample
 */
export function encodePlanes(y: usize, yStride: i32, cb: usize, chromaStride: i32, cr: usize): void {
  if (components === 0) unreachable()
  setPlane(component(components, 0), y, yStride)
  if (componentCount > 1) {
    setPlane(component(components, 1), cb, chromaStride)
    setPlane(component(components, 2), cr, chromaStride)
  }
  if (trellises !== 0) optimize()
  memory.fill(tables, 0, 4 * TABLE_BYTES)
  next = HEADER
  if (progressive) {
    scansLength = beginProgressive(zigzag, block, huffmanWork, piece)
    return
  }
  countMcus()
  codedBits = 0
  for (let i = 0; i < min(componentCount, 2); i++) {
    codedBits += makeCodes(component(components, i).dc, huffmanWork)
    codedBits += makeCodes(component(components, i).ac, huffmanWork)
  }
  beginScan()
}

/** Counts all MCUs' Huffman symbols. */
function countMcus(): void {
  beginScan()
  for (let mcu = 0; mcu < mcuCount; mcu++) codeMcu(mcu, 0)
}

/** Begins to optimize levels, with the prices that symbols have without optimization. */
function optimize(): void {
  for (let i = 0; i < componentCount; i++) component(components, i).trellis = 0
  memory.fill(tables, 0, 4 * TABLE_BYTES)
  countMcus()
  for (let i = 0; i < componentCount; i++) {
    const c = component(components, i)
    const trellis = trellisOf(trellises, i > 0 ? 1 : 0)
    fillPrices(c.ac, trellis)
    c.trellis = changetype<usize>(trellis)
  }
}

/**
 * Returns the file's length in bytes without the zeros that follow 0xff bytes in the scan (T.81
 * B.1.1.5). It may be called after `encodePlanes`, before the first piece is written.
 */
export function encodeLength(): f64 {
  const header = writeHeader(piece) - piece
  const scans = progressive ? scansLength : (codedBits + 7) / 8
  return <f64>header + <f64>scans + <f64>END_BYTES
}

function beginScan(): void {
  for (let i = 0; i < componentCount; i++) component(components, i).prediction = 0
  keepWaiting(0, 0)
}

/**
 * Returns the address of the piece that `encodeNext` wrote. It is valid until the next `encodeNext`
 * call.
 */
export function encodeOutput(): usize {
  return piece
}

/**
 * Writes the file's next piece.
 * @returns piece length in bytes, at most 64 KiB; 0 after the last piece
 */
export function encodeNext(): i32 {
  let at = piece
  if (next === HEADER) {
    at = writeHeader(at)
    next = 0
  }
  const full = piece + PIECE - MARGIN
  if (progressive) {
    if (next > 0) return 0
    at = writeScans(at, full)
    if (!hasWrittenScans()) return <i32>(at - piece)
    next = mcuCount
  } else {
    for (; next < mcuCount && at <= full; next++) at = codeMcu(next, at)
    if (next < mcuCount) return <i32>(at - piece)
    if (next === mcuCount) at = flushBits(at)
  }
  if (next === mcuCount) at = writeEnd(at)
  next = mcuCount + 1
  return <i32>(at - piece)
}

function writeHeader(at: usize): usize {
  at = writeJfif(at)
  at = writeQuantization(at, steps, componentCount)
  at = writeFrame(at, components, componentCount, progressive)
  if (progressive) return at
  at = writeHuffman(at, components, componentCount)
  return writeScan(at, componentCount)
}

/**
 * Codes one MCU: each component's blocks, row by row (T.81 A.2.3). If there is only one component,
 * an MCU has one block (A.2.2).
 * @param at output address; 0 to count symbols only
 * @returns the address after the MCU
 */
function codeMcu(mcu: i32, at: usize): usize {
  const mcuRow = mcu / mcuColumns
  const mcuColumn = mcu % mcuColumns
  for (let i = 0; i < componentCount; i++) {
    const c = component(components, i)
    const left = mcuColumn * c.sampling
    const top = mcuRow * c.sampling
    for (let row = top; row < top + c.sampling; row++) {
      for (let column = left; column < left + c.sampling; column++) at = codeBlock(c, column, row, at)
    }
  }
  return at
}

function codeBlock(c: Component, column: i32, row: i32, at: usize): usize {
  let nonzero: u64 = 0
  // A block outside the plane exists only to complete an MCU. It takes the fewest bits if it has
  // the previous block's DC coefficient and no AC coefficients.
  if (column < c.columns && row < c.rows)
    nonzero = toZigzag(zigzag, transformBlock(c, column, row, block)) & ~1
  else store<i16>(block, <i16>c.prediction)
  if (at !== 0) return writeBlock(c, nonzero, block, zigzag, at)
  countBlock(c, nonzero, block, zigzag)
  return 0
}
