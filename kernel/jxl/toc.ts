/** Table of contents of a frame (ISO/IEC 18181-1:2022, F.3). */
import { alignBits, writeBool } from './bits'
import { bits, writeU32 } from './fields'

/** Side in pixels of a group of VarDCT. */
export const GROUP_SIDE: u32 = 256
/** Side in groups of an LF group. */
export const LF_GROUPS: u32 = 8
/** Maximum number of bytes that the TOC takes for one section. */
export const TOC_ENTRY_BYTES: u32 = 4
/** Maximum number of bytes that the TOC takes in addition to its entries. */
export const TOC_MORE_BYTES: u32 = 8

/** Returns the number of parts of `size` that cover a length. */
export function partsOf(length: u32, size: u32): u32 {
  return (length + size - 1) / size
}

/**
 * Returns the number of sections of a frame with one pass: a single one if there is one group.
 * Otherwise the sections are LfGlobal, the LF groups, HfGlobal and the groups.
 */
export function sectionCount(groups: u32, lfGroups: u32): u32 {
  return groups === 1 ? 1 : 2 + lfGroups + groups
}

/**
 * Writes the TOC, whose sections have their natural order. The first section follows.
 * @param lengths address of the lengths of the sections in bytes, each of 32 bits
 */
export function writeToc(lengths: usize, count: u32): void {
  writeBool(false)
  alignBits()
  for (let i: u32 = 0; i < count; i++) {
    writeU32(load<u32>(lengths + 4 * i), bits(10), bits(14, 1024), bits(22, 17408), bits(30, 4211712))
  }
  alignBits()
}
