/** Builds a block's decoding tables from its code lengths. */
import { DISTANCES, distanceTemplates, LENGTHS, LITERALS, lengthTemplates, literalTemplates } from './entries'
import {
  DISTANCE_ENTRIES,
  DISTANCE_ROOT,
  distances,
  LITERAL_ENTRIES,
  LITERAL_ROOT,
  literals,
  startSymbols,
} from './symbols'
import { buildTable } from './table'

/** Maximum length in bits of a code length's own code (RFC 1951 3.2.7). */
export const LENGTH_ROOT: u32 = 7

/** Decoding table for the code length codes. */
export const lengthTable: usize = memory.data(4 << 7, 16)

/** The block's code lengths, one byte each: first for literals and lengths, then for distances. */
export const codeLengths = memory.data(LITERALS + DISTANCES)
/** Code lengths of the code that encodes the block's code lengths. */
export const lengthLengths = memory.data(32)

/**
 * `true` if the tables hold the fixed codes. A block with fixed codes may have only ten bits, so
 * building the tables for each of these blocks would be slow.
 */
let isFixed: bool = false

/** Builds the tables for the fixed codes (RFC 1951 3.2.6). */
export function fixedTables(): void {
  startSymbols(false)
  if (isFixed) return
  memory.fill(codeLengths, 8, 144)
  memory.fill(codeLengths + 144, 9, 112)
  memory.fill(codeLengths + 256, 7, 24)
  memory.fill(codeLengths + 280, 8, 8)
  memory.fill(codeLengths + LITERALS, 5, DISTANCES)
  blockTables(LITERALS, DISTANCES)
  isFixed = true
}

/**
 * Builds a block's decoding tables. The first `literalCount` values in `codeLengths` belong to
 * literals and lengths, and the next `distanceCount` values to distances.
 * @returns `true` if both codes are valid
 */
export function blockTables(literalCount: i32, distanceCount: i32): bool {
  const far = codeLengths + literalCount
  isFixed = false
  if (
    !buildTable(codeLengths, literalCount, literalTemplates, literals, LITERAL_ROOT, LITERAL_ENTRIES, false)
  )
    return false
  if (!buildTable(far, distanceCount, distanceTemplates, distances, DISTANCE_ROOT, DISTANCE_ENTRIES, false))
    return false
  startSymbols(hasShortPair(literalCount))
  return true
}

/** Returns `true` if the shortest literal code is short enough for two of them in one lookup. */
function hasShortPair(literalCount: i32): bool {
  let shortest: u32 = LITERAL_ROOT
  for (let at = 0; at < min(256, literalCount); at++) {
    const length = <u32>load<u8>(codeLengths + at)
    if (length !== 0) shortest = min(shortest, length)
  }
  return shortest <= LITERAL_ROOT >> 1
}

export function tableOfLengths(): bool {
  return buildTable(lengthLengths, LENGTHS, lengthTemplates, lengthTable, LENGTH_ROOT, 1 << LENGTH_ROOT, true)
}
