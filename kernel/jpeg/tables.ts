/**
 * Reads the segments that define tables and the restart interval (T.81 B.2.4). The complete segment
 * is available, and `cursor` is at its length field.
 */
import { acTable, dcTable, defineTable } from './huffman'
import { byteAt, cursor, wordAt } from './input'
import { defineQuant } from './quant'
import { defineStandardTables } from './standard-tables'
import { CORRUPT, READY } from './status'

/** MCUs between restart markers (B.2.4.4). 0 if there are no restart markers. */
export let restartInterval: i32 = 0
/** `true` once Huffman tables are defined, by the file or as the standard tables. */
let hasHuffmanTables = false

export function openTableSegments(): void {
  restartInterval = 0
  hasHuffmanTables = false
}

/** Defines the standard Huffman tables if no DHT segment precedes the first scan. */
export function completeHuffmanTables(): void {
  if (!hasHuffmanTables) defineStandardTables()
  hasHuffmanTables = true
}

/** Reads the quantization tables from a DQT segment (B.2.4.1). */
export function readQuantTables(): i32 {
  const length = wordAt(0)
  let offset = 2
  while (offset < length) {
    const words = byteAt(offset) >> 4
    const selector = byteAt(offset) & 15
    const size = words === 0 ? 64 : 128
    if (words > 1 || selector > 3 || offset + 1 + size > length) return CORRUPT
    defineQuant(selector, cursor + offset + 1, words === 1)
    offset += 1 + size
  }
  return READY
}

/** Reads the Huffman tables from a DHT segment (B.2.4.2). */
export function readHuffmanTables(): i32 {
  hasHuffmanTables = true
  const length = wordAt(0)
  let offset = 2
  while (offset < length) {
    if (offset + 17 > length) return CORRUPT
    const kind = byteAt(offset) >> 4
    const selector = byteAt(offset) & 15
    let symbols = 0
    for (let i = 1; i <= 16; i++) symbols += byteAt(offset + i)
    if (kind > 1 || selector > 3 || symbols > 256 || offset + 17 + symbols > length) return CORRUPT
    // The difference between two DC coefficients has at most 15 bits. Only lossless images use 16
    // (H.1.2.2).
    const table = kind === 0 ? dcTable(selector) : acTable(selector)
    if (!defineTable(table, cursor + offset + 1, symbols, kind === 0 ? 15 : 255)) return CORRUPT
    offset += 17 + symbols
  }
  return READY
}

/** Reads the restart interval from a DRI segment (B.2.4.4). */
export function readRestartInterval(): i32 {
  if (wordAt(0) !== 4) return CORRUPT
  restartInterval = wordAt(2)
  return READY
}
