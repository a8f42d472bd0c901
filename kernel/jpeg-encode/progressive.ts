import { alloc } from '../heap'
import { countBand, writeBand } from './band'
import { flushBits, keepWaiting } from './bits'
import { allocCoefficients, MASKS_BYTES, storedLarge, storedOnes, storePlane } from './coefficients'
import { component } from './component'
import { countDcRow, writeDcMcu } from './dc'
import { addFrequencies, bitsWith, makeCodes, TABLE_BYTES, tableBytes } from './huffman'
import { writeProgressiveScan, writeScanTables } from './markers'
import { countRefinement, writeRefinement } from './refinement'
import {
  ALL_COMPONENTS,
  FIRST_TABLES,
  OLD_TABLE,
  OWN_TABLE,
  POSITION_BYTES,
  Position,
  SCANS_BYTES,
  Scan,
  scanOf,
} from './scan'
import { chromaScript, estimatedBits, firstScansOf, lumaScript, scansOf, setDcScan, setScan } from './script'

/**
 * Progressive mode (T.81 Annex G). The DCT and the quantization run once, and the coefficients are
 * stored. Then each scan is counted, for its Huffman tables, and written.
 */

/** Maximum AC scans, each with a Huffman table. */
const MAX_AC_SCANS: usize = 8
const MAGNITUDES: usize = 64

/** Maximum length in bytes of the segments before a scan's data. */
export const MAX_SCAN_HEADER: usize = 4 + 6 * (17 + 256) + 14

/** Huffman table destinations (T.81 B.2.4.2). */
const DESTINATIONS = 4

let components: usize = 0
let componentCount: i32 = 0
let mcuColumns: i32 = 0
let mcuCount: i32 = 0
let blocks: usize = 0

let coefficients: usize = 0
let magnitudes: usize = 0
let tables: usize = 0
let scans: usize = 0
let positionAt: usize = 0

/** Luma's script. */
let luma: usize = 0
/** Script for both chroma components. */
let chroma: usize = 0
let scanCount: i32 = 0
/** Index of the scan that is written. */
let current: i32 = 0
/** `true` if the current scan's header is written. */
let isOpen: bool = false

/**
 * Allocates the mode's memory.
 * @param blockCount number of blocks in all components
 */
export function takeProgressiveMemory(blockCount: usize, compact: bool): void {
  blocks = blockCount
  coefficients = allocCoefficients(blockCount, compact)
  magnitudes = alloc(MAGNITUDES)
  tables = alloc((MAX_AC_SCANS + 1) * TABLE_BYTES)
  scans = alloc(SCANS_BYTES)
  positionAt = alloc(POSITION_BYTES)
}

/** Assigns the memory to the frame's components. */
export function openProgressive(records: usize, count: i32, columns: i32, mcus: i32): void {
  components = records
  componentCount = count
  mcuColumns = columns
  mcuCount = mcus
  let masks = coefficients
  let dcs = coefficients + blocks * MASKS_BYTES
  for (let i = 0; i < count; i++) {
    const c = component(records, i)
    c.masks = masks
    c.dcs = dcs
    masks += <usize>c.blocks * MASKS_BYTES
    dcs += <usize>c.blocks * 2
  }
}

/**
 * Stores the planes' coefficients, chooses the scans, and computes their Huffman tables.
 * @param zigzag tables from `fillZigzag`
 * @param block area with `BLOCK_WORK` bytes
 * @param huffmanWork area with `WORK_BYTES` bytes
 * @param scratch area with `MAX_SCAN_HEADER` bytes
 * @returns length in bytes of all scans with their headers, without the zeros that follow 0xff
 *   bytes
 */
export function beginProgressive(zigzag: usize, block: usize, huffmanWork: usize, scratch: usize): u64 {
  storePlanes(zigzag, block)
  listScans()
  memory.fill(tables, 0, MAX_AC_SCANS * TABLE_BYTES)
  let length = countDc(huffmanWork)
  for (let i = 1; i < scanCount; i++) {
    const scan = scanOf(scans, i)
    if (scan.component === 1) length += countPair(scan, scanOf(scans, ++i), huffmanWork)
    else length += bytesOf(countScan(scan) + makeCodes(scan.table, huffmanWork))
  }
  for (let i = 0; i < scanCount; i++) length += writeScanHeader(scanOf(scans, i), scratch) - scratch
  current = 0
  isOpen = false
  return length
}

/** Stores all planes' coefficients and chooses the scripts. */
function storePlanes(zigzag: usize, block: usize): void {
  let values = coefficients + blocks * (MASKS_BYTES + 2)
  let chromaBits: u64 = 0
  for (let i = 0; i < componentCount; i++) {
    const c = component(components, i)
    c.values = values
    values = storePlane(c, zigzag, block, magnitudes)
    const bits = estimatedBits(storedOnes(), storedLarge())
    if (i === 0) luma = lumaScript(bits, c.blocks)
    else chromaBits += bits
  }
  chroma = chromaScript(chromaBits, <u64>blocks - <u64>component(components, 0).blocks)
}

function scriptOf(i: i32): usize {
  return i === 0 ? luma : chroma
}

/** Lists the DC scan, then all components' first scans, then their refinements. */
function listScans(): void {
  setDcScan(scans, componentCount)
  scanCount = 1
  for (let i = 0; i < componentCount; i++) listScansOf(i, 0, firstScansOf(scriptOf(i)))
  for (let i = 0; i < componentCount; i++) {
    const script = scriptOf(i)
    listScansOf(i, firstScansOf(script), scansOf(script))
  }
}

function listScansOf(i: i32, from: i32, to: i32): void {
  for (let k = from; k < to; k++) {
    const scan = scanOf(scans, scanCount)
    setScan(scan, i, scriptOf(i), k)
    const table = scanCount - 1
    scan.table = tables + <usize>table * TABLE_BYTES
    // Later tables take the destinations of scans that are already written.
    scan.destination = table % DESTINATIONS
    scan.segment = table < DESTINATIONS ? FIRST_TABLES : OWN_TABLE
    scanCount++
  }
}

/** Returns how many bytes a scan's bits take. */
function bytesOf(bits: u64): u64 {
  return (bits + 7) / 8
}

/** Computes the DC scan's Huffman tables. Returns its number of bytes. */
function countDc(huffmanWork: usize): u64 {
  beginDc()
  for (let row = 0; row * mcuColumns < mcuCount; row++)
    countDcRow(components, componentCount, mcuColumns, row)
  let bits: u64 = 0
  for (let i = 0; i < min(componentCount, 2); i++) bits += makeCodes(component(components, i).dc, huffmanWork)
  return bytesOf(bits)
}

/** Counts the symbols in an AC scan. Returns its number of correction bits. */
function countScan(scan: Scan): u64 {
  const c = component(components, scan.component)
  if (scan.high !== 0) return countRefinement(c, scan)
  countBand(c, scan)
  return 0
}

/**
 * Computes the Huffman tables for a Cb scan and for the Cr scan after it. Both have the same table
 * if that takes fewer bytes. Returns the number of bytes in both scans.
 */
function countPair(cb: Scan, cr: Scan, huffmanWork: usize): u64 {
  const shared = tables + MAX_AC_SCANS * TABLE_BYTES
  const cbBits = countScan(cb)
  const crBits = countScan(cr)
  memory.copy(shared, cb.table, TABLE_BYTES)
  addFrequencies(cr.table, shared)
  const cbOwn = makeCodes(cb.table, huffmanWork)
  const crOwn = makeCodes(cr.table, huffmanWork)
  const own = cbOwn + crOwn + 8 * <u64>(tableBytes(cb.table) + tableBytes(cr.table))
  if (makeCodes(shared, huffmanWork) + 8 * <u64>tableBytes(shared) >= own)
    return bytesOf(cbBits + cbOwn) + bytesOf(crBits + crOwn)
  const crShared = bitsWith(cr.table, shared)
  const cbShared = bitsWith(cb.table, shared)
  memory.copy(cb.table, shared, TABLE_BYTES)
  cr.table = cb.table
  cr.destination = cb.destination
  cr.segment = OLD_TABLE
  return bytesOf(cbBits + cbShared) + bytesOf(crBits + crShared)
}

function beginDc(): void {
  for (let i = 0; i < componentCount; i++) component(components, i).prediction = 0
}

function writeScanHeader(scan: Scan, at: usize): usize {
  at = writeScanTables(at, scan, scans, scanCount, components)
  return writeProgressiveScan(at, scan)
}

/**
 * Writes scans until `full` is passed or all are written.
 * @param full neither a scan nor a block begins after this address
 * @returns address after the written bytes
 */
export function writeScans(at: usize, full: usize): usize {
  const position = changetype<Position>(positionAt)
  while (current < scanCount && at <= full) {
    const scan = scanOf(scans, current)
    if (!isOpen) {
      at = writeScanHeader(scan, at)
      open(scan, position)
    }
    at = writeData(scan, position, at, full)
    if (position.block < blocksOf(scan)) break
    at = flushBits(at)
    isOpen = false
    current++
  }
  return at
}

/** Returns `true` if all scans are written. */
export function hasWrittenScans(): bool {
  return current === scanCount
}

function open(scan: Scan, position: Position): void {
  isOpen = true
  keepWaiting(0, 0)
  position.block = 0
  position.run = 0
  if (scan.component === ALL_COMPONENTS) beginDc()
  else position.values = component(components, scan.component).values
}

/** Returns the number of blocks in a scan, or its number of MCUs if it has all components. */
function blocksOf(scan: Scan): i32 {
  return scan.component === ALL_COMPONENTS ? mcuCount : component(components, scan.component).blocks
}

function writeData(scan: Scan, position: Position, at: usize, full: usize): usize {
  if (scan.component !== ALL_COMPONENTS) {
    const c = component(components, scan.component)
    if (scan.high === 0) return writeBand(c, scan, position, at, full)
    return writeRefinement(c, scan, position, at, full)
  }
  for (; position.block < mcuCount && at <= full; position.block++) {
    const row = position.block / mcuColumns
    at = writeDcMcu(components, componentCount, position.block - row * mcuColumns, row, at)
  }
  return at
}
