import { naturalIndex } from '../natural-order'
import { component } from './component'
import { writeTable } from './huffman'
import { ALL_COMPONENTS, FIRST_TABLES, OWN_TABLE, Scan, scanOf } from './scan'
import { STEPS_BYTES } from './tables'

/**
 * Writes a JFIF file's segments (T.81 Annex B, T.871). Each function returns the address after its
 * segment.
 */

const SOF0 = 0xffc0
const SOF2 = 0xffc2
const DHT = 0xffc4
const SOI = 0xffd8
const EOI = 0xffd9
const SOS = 0xffda
const DQT = 0xffdb
const APP0 = 0xffe0

/** Writes SOI and APP0 (T.871 10.1): version 1.02, square pixels, no thumbnail. */
export function writeJfif(at: usize): usize {
  at = word(at, SOI)
  at = word(at, APP0)
  at = word(at, 16)
  store<u64>(at, 0x02_01_00_46_49_46_4a) // "JFIF", 0, version 1.02, density unit 0.
  at = word(at + 8, 1)
  at = word(at, 1)
  return word(at, 0)
}

/**
 * Writes DQT: a table for luma, and one for chroma if there is any (T.81 B.2.4.1).
 * @param steps quantization steps for luma, then for chroma, u8 in natural (row-major) order
 * @param count number of components
 */
export function writeQuantization(at: usize, steps: usize, count: i32): usize {
  const tables = min(count, 2)
  at = word(at, DQT)
  at = word(at, 2 + 65 * tables)
  for (let i = 0; i < tables; i++) {
    at = byte(at, i)
    for (let k = 0; k < 64; k++) at = byte(at, load<u8>(steps + <usize>naturalIndex(k)))
    steps += STEPS_BYTES
  }
  return at
}

/**
 * Writes SOF0 (baseline) or SOF2 (progressive): 8-bit samples (T.81 B.2.2). Component numbers start
 * at 1 (T.871 10.2). The first component has the picture's width and height.
 */
export function writeFrame(at: usize, components: usize, count: i32, progressive: bool): usize {
  const luma = component(components, 0)
  at = word(at, progressive ? SOF2 : SOF0)
  at = word(at, 8 + 3 * count)
  at = byte(at, 8)
  at = word(at, luma.height)
  at = word(at, luma.width)
  at = byte(at, count)
  for (let i = 0; i < count; i++) {
    at = byte(at, i + 1)
    at = byte(at, component(components, i).sampling * 0x11)
    at = byte(at, min(i, 1))
  }
  return at
}

/**
 * Writes DHT: a DC and an AC table for luma, and two more for chroma if there is any (T.81
 * B.2.4.2).
 */
export function writeHuffman(at: usize, components: usize, count: i32): usize {
  const segment = word(at, DHT)
  let end = segment + 2
  for (let i = 0; i < min(count, 2); i++) {
    end = writeTable(component(components, i).dc, byte(end, i))
    end = writeTable(component(components, i).ac, byte(end, 0x10 + i))
  }
  word(segment, <i32>(end - segment))
  return end
}

/**
 * Writes the Huffman tables that come before a progressive scan. The DC scan has its own tables
 * before it, and as many AC scans' tables as have room beside them.
 */
export function writeScanTables(at: usize, scan: Scan, scans: usize, count: i32, components: usize): usize {
  const isDc = scan.component === ALL_COMPONENTS
  if (!isDc && scan.segment !== OWN_TABLE) return at
  const segment = word(at, DHT)
  let end = segment + 2
  if (!isDc) end = writeAcTable(end, scan)
  else {
    end = writeTable(component(components, 0).dc, byte(end, 0))
    if (scan.componentCount > 1) end = writeTable(component(components, 1).dc, byte(end, 1))
    for (let i = 1; i < count; i++) {
      const other = scanOf(scans, i)
      if (other.segment === FIRST_TABLES) end = writeAcTable(end, other)
    }
  }
  word(segment, <i32>(end - segment))
  return end
}

function writeAcTable(at: usize, scan: Scan): usize {
  return writeTable(scan.table, byte(at, 0x10 + scan.destination))
}

/** Writes SOS for a progressive scan (T.81 B.2.3). */
export function writeProgressiveScan(at: usize, scan: Scan): usize {
  const isDc = scan.component === ALL_COMPONENTS
  at = word(at, SOS)
  at = word(at, 6 + 2 * scan.componentCount)
  at = byte(at, scan.componentCount)
  for (let i = 0; i < scan.componentCount; i++) {
    at = byte(at, 1 + (isDc ? i : scan.component))
    at = byte(at, isDc ? min(i, 1) << 4 : scan.destination)
  }
  at = byte(at, scan.first)
  at = byte(at, scan.last)
  return byte(at, (scan.high << 4) | scan.low)
}

/** Writes SOS: one scan with all components and all coefficients (T.81 B.2.3). */
export function writeScan(at: usize, count: i32): usize {
  at = word(at, SOS)
  at = word(at, 6 + 2 * count)
  at = byte(at, count)
  for (let i = 0; i < count; i++) {
    at = byte(at, i + 1)
    at = byte(at, min(i, 1) * 0x11)
  }
  at = byte(at, 0)
  at = byte(at, 63)
  return byte(at, 0)
}

/** Length in bytes of the marker that `writeEnd` writes. */
export const END_BYTES: usize = 2

export function writeEnd(at: usize): usize {
  return word(at, EOI)
}

function byte(at: usize, value: i32): usize {
  store<u8>(at, <u8>value)
  return at + 1
}

function word(at: usize, value: i32): usize {
  store<u16>(at, bswap(<u16>value))
  return at + 2
}
