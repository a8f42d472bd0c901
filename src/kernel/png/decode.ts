/** PNG: inflated image data in pieces of any size → bands of rows. Only an interlaced image is kept whole. */
import { alloc } from '../heap'
import { CORRUPT, LIMIT } from '../status'
import { PASSES, passLeft, passSide, passStepX, passStepY, passTop, scatter } from './adam7'
import { channelsOf, expandOpen, expandRow, pixelBytes } from './expand'
import { PAIRED, undoPaethPair } from './paeth-pair'
import { MARGIN } from './samples'
import { PAETH, unfilter } from './unfilter'

const PIECE: usize = 65536
const BAND: usize = 262144
/** A longer row would overflow address arithmetic. */
const MAX_ROW: u64 = 0x10000000

let width: i32 = 0
let height: i32 = 0
let interlaced: bool = false
let pixelBits: usize = 0
/** Bytes from a pixel to the one before it: 1 for less than one (PNG 9.2). */
let distance: usize = 0

let input: usize = 0
let inputEnd: usize = 0
let dataStart: usize = 0
let dataEnd: usize = 0

/** Unfiltered rows: the current one, the one above it, and the one below if it was decoded with it. */
let current: usize = 0
let prior: usize = 0
let next: usize = 0
let isNextDone: bool = false

let stride: usize = 0
let band: usize = 0
let bandRows: i32 = 0
/** The whole image if it is interlaced; bands are parts of it. */
let frame: usize = 0

let pass: i32 = 0
let passWidth: i32 = 0
let passBytes: usize = 0
let passHeight: i32 = 0
let passRow: i32 = 0
let rowsDone: i32 = 0
let rows: usize = 0

/**
 * Begins an image.
 * @param depth bits a sample: 1, 2, 4, 8 or 16
 * @param colourType 0, 2, 3, 4 or 6 (PNG 11.2.1)
 * @param interlace 1 for Adam7, else 0
 * @returns negative for impossible or too large images
 */
export function pngOpen(w: i32, h: i32, depth: i32, colourType: i32, interlace: i32): i32 {
  const channels = channelsOf(colourType, depth)
  if (w < 1 || h < 1 || channels === 0 || <u32>interlace > 1) return CORRUPT
  if (<u64>w * 8 > MAX_ROW) return LIMIT
  width = w
  height = h
  interlaced = interlace === 1
  pixelBits = channels * depth
  distance = (pixelBits + 7) >> 3
  const bytes = rowBytes(w)
  input = alloc(bytes + 1 + PIECE + MARGIN)
  inputEnd = input + bytes + 1 + PIECE
  dataStart = dataEnd = input
  current = alloc(bytes + MARGIN)
  prior = alloc(bytes + MARGIN)
  next = alloc(bytes + MARGIN)
  isNextDone = false
  band = 0
  rowsDone = 0
  expandOpen(colourType, depth, w)
  if (interlaced) enterPass(0)
  else setPass(w, h)
  return 0
}

/**
 * Bytes of an output pixel, valid after `pngTransparent` if that is called at all: 1 for gray, 4 for RGBA, 8 for RGBA
 * of 16 bits, the lower byte first.
 */
export function pngLayout(): i32 {
  return pixelBytes()
}

/** Address for the next piece of data, at most `pngCapacity()` bytes. */
export function pngInput(): usize {
  return dataEnd
}

/** At least 64 KB whenever `pngFeed` has returned 0. */
export function pngCapacity(): i32 {
  return <i32>(inputEnd - dataEnd)
}

/** Address of the rows of the last `pngFeed`, without gaps; valid until the next one. */
export function pngRows(): usize {
  return rows
}

/**
 * Takes `length` bytes at `pngInput()` and decodes at most one band of complete rows; `pngFeed(0)` continues with the
 * rest. An interlaced image has no rows before its last byte.
 * @returns the number of rows; 0 where more data is needed; negative where the data is damaged or too long, after all
 * rows before that
 */
export function pngFeed(length: i32): i32 {
  if (<u32>length > <u32>pngCapacity()) unreachable()
  if (band === 0) openBand()
  dataEnd += length
  const count = interlaced ? feedPasses() : feedRows()
  if (count !== 0) return count
  if (rowsDone === height && dataStart < dataEnd) return CORRUPT
  makeRoom()
  return 0
}

/** Runs after `pngTransparent`, which changes the layout of gray. */
function openBand(): void {
  stride = <usize>width * pixelBytes()
  bandRows = <i32>max<usize>(1, min<usize>(height, BAND / stride))
  if (!interlaced) {
    band = alloc(<usize>bandRows * stride)
    return
  }
  band = alloc(stride)
  if (<u64>stride * height > <u64>i32.MAX_VALUE) unreachable()
  frame = alloc(stride * height)
}

function feedRows(): i32 {
  rows = band
  let count: i32 = 0
  while (count < bandRows && rowIsComplete()) {
    if (!decodeRow(band + <usize>count * stride)) break
    count++
  }
  rowsDone += count
  return count === 0 && rowIsComplete() ? CORRUPT : count
}

function feedPasses(): i32 {
  while (pass < PASSES && rowIsComplete()) {
    const y: usize = passTop(pass) + passRow * passStepY(pass)
    if (!decodeRow(band)) return CORRUPT
    const out = frame + y * stride + passLeft(pass) * pixelBytes()
    scatter(band, out, passWidth, passStepX(pass), pixelBytes())
    if (passRow === passHeight) enterPass(pass + 1)
  }
  if (pass < PASSES) return 0
  rows = frame + <usize>rowsDone * stride
  const count = min(bandRows, height - rowsDone)
  rowsDone += count
  return count
}

function rowIsComplete(): bool {
  return passRow < passHeight && dataEnd - dataStart > passBytes
}

/** @returns false where the row's filter or a colour does not exist; the decoder then stays before it */
function decodeRow(out: usize): bool {
  if (!unfilterRow()) return false
  if (!expandRow(current, out, passWidth)) {
    isNextDone = false
    return false
  }
  const decoded = current
  current = prior
  prior = decoded
  dataStart += 1 + passBytes
  passRow++
  return true
}

function unfilterRow(): bool {
  if (isNextDone) {
    const done = next
    next = current
    current = done
    isNextDone = false
    return true
  }
  const row = dataStart + 1
  if (!startsPair()) return unfilter(load<u8>(dataStart), row, current, prior, passBytes, distance)
  undoPaethPair(row, current, next, prior, passBytes, distance)
  isNextDone = true
  return true
}

/** Whether this row and the next, complete and of the same pass, both have filter 4. */
function startsPair(): bool {
  if (distance > PAIRED || passRow + 1 >= passHeight) return false
  if (dataEnd - dataStart < 2 * (1 + passBytes)) return false
  return load<u8>(dataStart) === PAETH && load<u8>(dataStart + 1 + passBytes) === PAETH
}

function rowBytes(pixels: i32): usize {
  return (<usize>pixels * pixelBits + 7) >> 3
}

function enterPass(next: i32): void {
  for (pass = next; pass < PASSES; pass++) {
    const columns = passSide(width, passLeft(pass), passStepX(pass))
    const lines = passSide(height, passTop(pass), passStepY(pass))
    if (columns === 0 || lines === 0) continue
    setPass(columns, lines)
    return
  }
}

function setPass(columns: i32, lines: i32): void {
  passWidth = columns
  passHeight = lines
  passRow = 0
  passBytes = rowBytes(columns)
  // The row above the first one counts as zeros (PNG 9.2).
  memory.fill(prior, 0, passBytes)
}

/** Moves an incomplete row to the front once room gets short. */
function makeRoom(): void {
  if (inputEnd - dataEnd >= PIECE) return
  memory.copy(input, dataStart, dataEnd - dataStart)
  dataEnd = input + (dataEnd - dataStart)
  dataStart = input
}
