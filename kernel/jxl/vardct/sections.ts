/**
 * VarDCT frame sections (ISO/IEC 18181-1:2022, F.3, TOC, and annex G): LfGlobal, the LF groups,
 * HfGlobal and the groups. They are written one after the other. If the frame has one group, it has
 * one section, whose parts follow each other without padding.
 */
import { alloc } from '../../heap'
import { alignBits, bitsEnd, openBits } from '../bits'
import { GROUP_SIDE, LF_GROUPS, partsOf, sectionCount } from '../toc'

/** Group side in 8 × 8 blocks. */
export const GROUP_BLOCKS: i32 = 32
/** LF group side in 8 × 8 blocks. */
export const LF_GROUP_BLOCKS: i32 = 256

/** Frame width and height in 8 × 8 blocks. Subsampled channels have a whole number of blocks. */
export let blocksWide: i32 = 0
export let blocksHigh: i32 = 0
/** Numbers of group columns and groups. */
export let groupsWide: i32 = 0
export let groups: i32 = 0
/** Numbers of LF group columns and LF groups. */
export let lfGroupsWide: i32 = 0
export let lfGroups: i32 = 0
/** Number of sections. */
export let sections: i32 = 0
/** Address of the section lengths in bytes, as u32. */
export let sectionLengths: usize = 0

let written: i32 = 0
let sectionStart: usize = 0

/**
 * Sets the frame's width and height, and allocates its section lengths.
 * @param width width in pixels
 * @param height height in pixels
 * @param shiftX binary logarithm of the largest horizontal subsampling in a channel
 * @param shiftY binary logarithm of the largest vertical subsampling in a channel
 */
export function openSections(width: i32, height: i32, shiftX: i32, shiftY: i32): void {
  blocksWide = (<i32>partsOf(width, 8 << shiftX)) << shiftX
  blocksHigh = (<i32>partsOf(height, 8 << shiftY)) << shiftY
  groupsWide = partsOf(width, GROUP_SIDE)
  groups = groupsWide * partsOf(height, GROUP_SIDE)
  lfGroupsWide = partsOf(width, GROUP_SIDE * LF_GROUPS)
  lfGroups = lfGroupsWide * partsOf(height, GROUP_SIDE * LF_GROUPS)
  sections = sectionCount(groups, lfGroups)
  sectionLengths = alloc(4 * <usize>sections)
}

/**
 * Begins writing sections.
 * @param from first byte's address
 * @param end address after the last byte that may be written
 * @param index first section's index, after which the others follow
 */
export function beginSections(from: usize, end: usize, index: i32): void {
  written = index
  sectionStart = from
  openBits(from, end)
}

/** Ends LfGlobal, an LF group, HfGlobal or a group. */
export function endSection(): void {
  if (sections === 1 && ++written < 4) return
  alignBits()
  const at = sections === 1 ? 0 : written++
  store<u32>(sectionLengths + 4 * <usize>at, <u32>(bitsEnd() - sectionStart))
  sectionStart = bitsEnd()
}

/**
 * Sets the address after the last byte that may be written, between two sections. It has no effect
 * if the frame has one section.
 */
export function limitSections(end: usize): void {
  if (sections > 1) openBits(sectionStart, end)
}
