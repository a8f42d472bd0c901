/** Lossless frame sections (ISO/IEC 18181-1:2022, annex G). */
import { alignBits, bitsEnd, bitsOverflow, openBits, writeBool } from '../bits'
import { missesToken, writeCode, writeTokens } from '../entropy'
import { takeWideResidual, writeTree } from '../modular'
import {
  groupHeight,
  groupRow,
  groups,
  groupWidth,
  lfGroups,
  loadGroup,
  recordGlobal,
  recordGroup,
  SIDE,
  transformGroup,
  writeStreamHeader,
} from './groups'
import { appendSection, SECTION_BYTES } from './output'
import { colorCount } from './palette'
import { channels, count, hasPalette, pictureChannels, usePalette } from './planes'
import { openRaw, writeRaw } from './raw'

/** Maximum bytes for LfGlobal without samples: a tree, a code and a palette. */
export const GLOBAL_BYTES: usize = 65_536

let tree: usize = 0
let code: usize = 0
let tokens: usize = 0
let stage: usize = 0
let stageBytes: usize = 0
let lengths: usize = 0
let rowBytes: usize = 0
let depth: u32 = 0

/** Sets the tree, the finished code, and memory that the second pass needs. */
export function openSections(treeAddress: usize, codeAddress: usize, raw: usize, tokensAddress: usize): void {
  tree = treeAddress
  code = codeAddress
  tokens = tokensAddress
  openRaw(raw)
}

/**
 * Writes all sections. Those for LF groups and for HF are empty.
 * @param stageAddress memory for a section
 * @param lengthsAddress memory for section lengths, each a 32-bit number
 * @param rowLength picture row length in bytes
 * @param bits bits for a sample
 */
export function writeSections(
  stageAddress: usize,
  stageLength: usize,
  lengthsAddress: usize,
  rowLength: usize,
  bits: u32,
): void {
  stage = stageAddress
  stageBytes = stageLength
  lengths = lengthsAddress
  rowBytes = rowLength
  depth = bits
  if (groups === 1) {
    writeOnlyGroup()
    return
  }
  writeGlobal()
  endSection(0, 0)
  const first: u32 = 2 + lfGroups
  for (let section: u32 = 1; section < first; section++) store<u32>(lengths + 4 * section, 0)
  for (let group: u32 = 0; group < groups; group++) {
    writeGroup(group)
    endSection(first + group, groupRow(group))
  }
}

/** Writes LfGlobal: the tree, the code, and the global stream. */
function writeGlobal(): void {
  openBits(stage, stage + stageBytes)
  // Default LF coefficient factors.
  writeBool(true)
  takeWideResidual()
  const recorded = recordGlobal(tree, tokens)
  writeBool(true)
  writeTree(tree)
  writeCode(code)
  writeStreamHeader(0, true)
  if (recorded > 0) writeTokens(code, tokens, recorded)
}

/**
 * Writes a group if there are several. If its residuals take more bits than its samples, it is
 * stored.
 */
function writeGroup(group: u32): void {
  takeWideResidual()
  openBits(stage, stage + roomOf(group))
  loadGroup(group)
  transformGroup(group)
  writeStreamHeader(group, false)
  const recorded = recordGroup(group, tree, tokens)
  let isTooWide = takeWideResidual()
  if (!isTooWide) {
    writeTokens(code, tokens, recorded)
    isTooWide = missesToken
  }
  alignBits()
  if (!isTooWide && !bitsOverflow()) return
  openBits(stage, stage + roomOf(group))
  loadGroup(group)
  writeRaw(channels, count, hasPalette && colorCount > 256 ? 16 : depth, false, tokens)
}

/** Returns the maximum length of a group's section. */
function roomOf(group: u32): usize {
  return <usize>groupWidth(group) * groupHeight(group) * (depth === 16 ? 8 : 4) + SECTION_BYTES
}

function writeOnlyGroup(): void {
  loadGroup(0)
  transformGroup(0)
  writeGlobal()
  alignBits()
  if (takeWideResidual() || bitsEnd() - stage > roomOf(0)) {
    usePalette(false)
    loadGroup(0)
    openBits(stage, stage + stageBytes)
    writeBool(true)
    writeRaw(channels, pictureChannels, depth, true, tokens)
  }
  endSection(0, 0)
}

/** Appends the section that was written. Picture rows in groups above `row` may be overwritten. */
function endSection(section: u32, row: u32): void {
  alignBits()
  if (bitsOverflow()) unreachable()
  const bytes = bitsEnd() - stage
  store<u32>(lengths + 4 * <usize>section, <u32>bytes)
  appendSection(stage, bytes, <usize>row * SIDE * rowBytes)
}
