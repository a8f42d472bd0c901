/** Reads the marker segments up to the next scan (T.81 B.1.1, B.2). */
import { LOOK, readApp0, readApp14 } from './color'
import { componentCount, readFrame } from './frame'
import { available, byteAt, cursor, inputIsLast, moveTo, wordAt } from './input'
import { readScanHeader } from './scan-header'
import { CORRUPT, LIMIT, READY, UNSUPPORTED, WANT } from './status'
import { completeHuffmanTables, readHuffmanTables, readQuantTables, readRestartInterval } from './tables'

/** Status of `readMarkers`: no scan follows, because the image or the file ends. */
export const END = 17
const SCAN = 18

// Marker codes (T.81 table B.1).
const TEM = 0x01
const SOF0 = 0xc0
const SOF2 = 0xc2
const DHT = 0xc4
const DAC = 0xcc
const SOF15 = 0xcf
const RST0 = 0xd0
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const DQT = 0xdb
const DNL = 0xdc
const DRI = 0xdd
const DHP = 0xde
const EXP = 0xdf
const APP0 = 0xe0
const APP14 = 0xee
const APP15 = 0xef
const COM = 0xfe
/** Start of frame in JPEG-LS (T.87 C.1.1). */
const SOF55 = 0xf7

/** Maximum segments. Real files have a few dozen, or up to 255 for a long profile. */
const MAX_SEGMENTS = 10_000

let segments: i32 = 0
let skipped: usize = 0

export function openMarkers(): void {
  segments = 0
  skipped = 0
}

/** Reads SOI, the marker that begins every file (B.2.1). */
export function readStart(): i32 {
  if (available() < 2) return inputIsLast ? CORRUPT : WANT
  if (wordAt(0) !== 0xff00 + SOI) return CORRUPT
  moveTo(cursor + 2)
  return READY
}

/**
 * Reads segments up to the next scan header.
 * @returns `READY` after a scan header; `END` if no scan follows; `WANT` or an error status
 */
export function readMarkers(): i32 {
  while (true) {
    if (skipped > 0) {
      const length = min(skipped, available())
      moveTo(cursor + length)
      skipped -= length
      if (skipped > 0) return inputIsLast ? CORRUPT : WANT
    }
    if (!findMarker()) return inputIsLast ? END : WANT
    const marker = byteAt(1)
    if (marker === EOI) return END
    if (marker === TEM || (marker >= RST0 && marker < SOI)) {
      moveTo(cursor + 2)
      continue
    }
    const status = readSegment(marker)
    if (status === SCAN) return READY
    if (status !== READY) return status
  }
}

/**
 * Moves `cursor` to the next marker. Any number of 0xFF may precede it (B.1.1.2). Other bytes
 * between segments are skipped, for two reasons: some encoders write wrong segment lengths, and a
 * scan that need not be decoded leaves its data there.
 * @returns `true` if a marker was found
 */
function findMarker(): bool {
  while (available() >= 2) {
    const code = byteAt(1)
    if (byteAt(0) !== 0xff) passOther()
    else if (code === 0xff) moveTo(cursor + 1)
    else if (code === 0) moveTo(cursor + 2)
    else return true
  }
  return false
}

function passOther(): void {
  if (available() < 16) {
    moveTo(cursor + 1)
    return
  }
  const marks = i8x16.bitmask(i8x16.eq(v128.load(cursor), i8x16.splat(-1)))
  moveTo(cursor + (marks === 0 ? 16 : ctz(marks)))
}

function readSegment(marker: i32): i32 {
  if (marker === SOI || marker < SOF0) return CORRUPT
  if (isUnsupported(marker)) return UNSUPPORTED
  if (marker > APP15 && marker < COM) return CORRUPT
  if (available() < 4) return inputIsLast ? CORRUPT : WANT
  const length = wordAt(2)
  if (length < 2) return CORRUPT
  const needed = neededBytes(marker, length)
  if (<i32>available() < needed + 2) return inputIsLast ? CORRUPT : WANT
  if (++segments > MAX_SEGMENTS) return LIMIT

  moveTo(cursor + 2)
  const status = readBody(marker)
  if (status === SCAN) moveTo(cursor + length)
  else skipped = length
  return status
}

/** Returns how many bytes of a segment must be available before it is read. */
function neededBytes(marker: i32, length: i32): i32 {
  if (marker === APP0 || marker === APP14) return min(length, LOOK)
  return marker >= APP0 || marker === DAC ? 2 : length
}

function readBody(marker: i32): i32 {
  if (marker === DQT) return readQuantTables()
  if (marker === DHT) return readHuffmanTables()
  if (marker === DRI) return readRestartInterval()
  if (marker === SOS) {
    if (componentCount === 0) return CORRUPT
    completeHuffmanTables()
    const status = readScanHeader()
    return status === READY ? SCAN : status
  }
  if (marker === APP0) readApp0()
  else if (marker === APP14) readApp14()
  else if (marker <= SOF2) return readFrame(marker)
  return READY
}

/**
 * `true` for the markers of lossless, hierarchical and arithmetic coding, for JPEG-LS's, and for
 * DNL.
 */
function isUnsupported(marker: i32): bool {
  if (marker > SOF2 && marker <= SOF15) return marker !== DHT && marker !== DAC
  return marker === DNL || marker === DHP || marker === EXP || marker === SOF55
}
