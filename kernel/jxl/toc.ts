/** Frame table of contents (ISO/IEC 18181-1:2022, F.3). */
import { alignBits, writeBool } from './bits'
import { bits, writeU32 } from './fields'

/** Side in pixels of a VarDCT group. */
export const GROUP_SIDE: u32 = 256
/** LF group side, in groups. */
export const LF_GROUPS: u32 = 8
/** Maximum bytes that the TOC takes for one section. */
export const TOC_ENTRY_BYTES: u32 = 4
/** Maximum bytes that the TOC takes in addition to its entries. */
export const TOC_MORE_BYTES: u32 = 8

/** Counts the parts with length `size` that cover a length. */
export function partsOf(length: u32, size: u32): u32 {
  return (length + size - 1) / size
}

/**
 * Counts the sections in a frame with one pass. A frame with one group has a single section.
 * Otherwise the sections are LfGlobal, the LF groups, HfGlobal and the groups.
 */
export function sectionCount(groups: u32, lfGroups: u32): u32 {
  return groups === 1 ? 1 : 2 + lfGroups + groups
}

/**
 * Writes the TOC, whose sections have their natural order. The first section follows.
 * @param lengths address of the section lengths in bytes, each a 32-bit number
 */
export function writeToc(lengths: usize, count: u32): void {
  writeBool(false)
  alignBits()
  for (let i: u32 = 0; i < count; i++) {
    writeU32(load<u32>(lengths + 4 * i), bits(10), bits(14, 1024), bits(22, 17408), bits(30, 4211712))
  }
  alignBits()
}
