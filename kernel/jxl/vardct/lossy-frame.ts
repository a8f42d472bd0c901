/** Lossy encoder frame: its codes, its sections and its headers. */
import { alloc } from '../../heap'
import { LIMIT } from '../../status'
import { alignBits, bitsEnd, bitsOverflow, openBits, writeBool } from '../bits'
import { finishCode, writeCode, writeTokens } from '../entropy'
import { Code, codeBytes, openCode, TOKENS_MARGIN } from '../entropy/layout'
import { FrameHeader, writeFrameHeader } from '../frame-header'
import { ImageHeader, writeImageHeader } from '../image-header'
import { modularBytes, openModular } from '../modular/stream'
import { writeTree } from '../modular/tree'
import { writeToc } from '../toc'
import { countAlpha, openAlpha, writeGlobalAlpha, writeGroupAlpha } from './alpha'
import { openBand } from './band'
import { blockContexts, openBlockContexts, useBlockContexts } from './block-contexts'
import { BLOCK_CONTEXT_SIZE, openCoefficientContexts } from './coefficient-contexts'
import { openCoefficientOrders } from './coefficient-orders'
import { expandRecords } from './coefficient-records'
import { openDct } from './dct'
import { buildFrameTree, frameTree, maxTreeContexts, openFrameTree } from './frame-tree'
import {
  writeDefaultCorrelation,
  writeDefaultMatrices,
  writeHfPass,
  writeLfSteps,
  writeQuantizer,
} from './global-sections'
import { countLfGroups, lfTokenBytes, openLfGroups, writeLfGroups } from './lf-groups'
import { encodeGroup, openGroups, record, shareWithLfGroups } from './lossy-groups'
import {
  dropOutput,
  finishOutput,
  groupEnd,
  groupPart,
  headerEnd,
  headerPart,
  openOutput,
  sectionEnd,
  sectionPart,
} from './lossy-output'
import {
  beginSections,
  blocksHigh,
  blocksWide,
  endSection,
  GROUP_BLOCKS,
  groups,
  lfGroups,
  limitSections,
  openSections,
  sectionLengths,
  sections,
} from './sections'
import { openSource } from './source'
import { globalScale, lfQuant, SCALE_B, SCALE_X, storedLfStep } from './steps'
import { openTile } from './tile'
import { openWeights } from './weights'

/** Code alphabets as powers of two, and maximum cluster counts. */
const ALPHABET: u32 = 6
const MAX_HF_CLUSTERS: u32 = 48
const MAX_LF_CLUSTERS: u32 = 32
/** Maximum width for a channel with LF samples or alpha. */
const MAX_MODULAR_WIDTH: u32 = 256
/** Iterations in the edge-preserving filter (J.4). */
const FILTERS: u32 = 1

/** Block contexts, and the context for each channel and order: Y, and X and B. */
const BLOCK_CONTEXTS: i32 = 2
// biome-ignore format: a channel a row
const BLOCK_MAP: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
])
const HF_CONTEXTS: u32 = BLOCK_CONTEXTS * BLOCK_CONTEXT_SIZE

let width: i32 = 0
let height: i32 = 0
let hasAlpha = false

let modular: usize = 0
let hfCode: usize = 0
let lfCode: usize = 0
let tokens: usize = 0
/** Header fields. */
let imageHeader: usize = 0
let frameHeader: usize = 0

/** Offset from the first record to each group's records, as u32. */
let groupStarts: usize = 0
/** Address after the records. */
let recordsEnd: usize = 0
/** `true` if each group is written when it is encoded. */
let isDirect = false

/** Allocates the memory for a frame. */
export function openFrame(frameWidth: i32, frameHeight: i32, quality: i32, isTransparent: bool): void {
  width = frameWidth
  height = frameHeight
  hasAlpha = isTransparent
  openSections(width, height, 0, 0)
  openCoefficientContexts()
  openCoefficientOrders(false)
  openBlockContexts(false)
  openDct()
  openWeights()
  openSource()
  openBand()
  openTile()
  openFrameTree()
  const groupBlocks = <usize>(min(blocksWide, GROUP_BLOCKS) * min(blocksHigh, GROUP_BLOCKS))
  tokens = alloc(max(lfTokenBytes(), 4 * 3 * 64 * groupBlocks + TOKENS_MARGIN))
  openLfGroups(tokens)
  if (hasAlpha) openAlpha(width, height)
  openGroups()
  modular = alloc(modularBytes(MAX_MODULAR_WIDTH))
  hfCode = alloc(codeBytes(HF_CONTEXTS, ALPHABET, MAX_HF_CLUSTERS))
  lfCode = alloc(codeBytes(maxTreeContexts(), ALPHABET, MAX_LF_CLUSTERS))
  imageHeader = alloc(offsetof<ImageHeader>())
  frameHeader = alloc(offsetof<FrameHeader>())
  groupStarts = alloc(4 * <usize>groups)
  openOutput(<usize>(blocksWide * blocksHigh), sections, quality, hasAlpha)
}

/**
 * Encodes the picture that the source has.
 * @param color color encoding in the image header
 * @returns codestream length in bytes, or -3 if there is no room for it
 */
export function encodeFrame(color: u32): i32 {
  dropOutput()
  useBlockContexts(BLOCK_MAP, BLOCK_CONTEXTS, 0, 0)
  openCode(hfCode, HF_CONTEXTS, ALPHABET, MAX_HF_CLUSTERS)
  openModular(modular, MAX_MODULAR_WIDTH)
  openCode(lfCode, buildFrameTree(hasAlpha), ALPHABET, MAX_LF_CLUSTERS)
  shareWithLfGroups()
  if (hasAlpha) countAlpha(lfCode, tokens)
  if (sections === 1) return writeSingle(color, encodeGroup(0, hfCode))
  isDirect = false
  recordsEnd = groupPart
  for (let group = 0; group < groups; group++) if (!keepGroup(group, encodeGroup(group, hfCode))) return LIMIT
  if (!isDirect) {
    finishCode(hfCode)
    countLfGroups(lfCode)
    finishCode(lfCode)
    if (!writeRecords(groups)) return LIMIT
  }
  const groupsEnd = bitsEnd()
  beginSections(sectionPart, sectionEnd, 0)
  writeLeadingSections()
  if (bitsOverflow()) return LIMIT
  return writeHeaders(color, bitsEnd(), groupsEnd)
}

/**
 * Keeps a group's records, or writes the group.
 * @param end address after the group's records
 * @returns `false` if there is no room
 */
function keepGroup(group: i32, end: usize): bool {
  const length = end - record
  // An eighth of the memory is left for groups that are longer than their records.
  const limit = groupEnd - ((groupEnd - groupPart) >> 3)
  if (!isDirect && recordsEnd + length > limit && !writeEarly(group)) return false
  if (isDirect) return writeGroup(group, record, end, groupEnd)
  memory.copy(recordsEnd, record, length)
  store<u32>(groupStarts + 4 * <usize>group, <u32>(recordsEnd - groupPart))
  recordsEnd += length
  return true
}

/**
 * Writes the recorded groups, because there is no room for more records. The codes are based on the
 * tokens so far. All other groups are written at once.
 * @returns `false` if there is no room
 */
function writeEarly(count: i32): bool {
  countLfGroups(lfCode)
  finishOpenCode(hfCode)
  finishOpenCode(lfCode)
  isDirect = true
  return writeRecords(count)
}

/** Finishes a code that can also code tokens that were not counted. */
function finishOpenCode(code: usize): void {
  const fields = changetype<Code>(code)
  const end = fields.counts + ((<usize>fields.contexts) << (fields.alphabetBits + 2))
  for (let at = fields.counts; at < end; at += 4) store<u32>(at, load<u32>(at) + 1)
  finishCode(code)
}

/**
 * Moves the records to the end of their memory, and writes their groups before them.
 * @returns `false` if there is no room
 */
function writeRecords(count: i32): bool {
  const length = recordsEnd - groupPart
  const from = groupEnd - length
  memory.copy(from, groupPart, length)
  beginSections(groupPart, from, 2 + lfGroups)
  for (let group = 0; group < count; group++) {
    const start = groupStarts + 4 * <usize>group
    const next = group + 1 < count ? from + load<u32>(start, 4) : groupEnd
    if (!writeGroup(group, from + load<u32>(start), next, next)) return false
  }
  return true
}

/**
 * Writes a group from its records.
 * @param limit address after the last byte that may be written
 * @returns `false` if there is no room
 */
function writeGroup(group: i32, start: usize, end: usize, limit: usize): bool {
  const count = expandRecords(start, end, tokens, blockContexts)
  limitSections(limit)
  writeTokens(hfCode, tokens, <u32>count)
  if (hasAlpha) writeGroupAlpha(group, lfCode, tokens)
  endSection()
  return !bitsOverflow()
}

/**
 * Writes a frame with one section.
 * @param end address after the group's records
 */
function writeSingle(color: u32, end: usize): i32 {
  finishCode(hfCode)
  countLfGroups(lfCode)
  finishCode(lfCode)
  beginSections(sectionPart, sectionEnd, 0)
  writeLeadingSections()
  if (!writeGroup(0, record, end, sectionEnd)) return LIMIT
  return writeHeaders(color, bitsEnd(), groupPart)
}

/** Writes the sections before the groups. */
function writeLeadingSections(): void {
  writeLfSteps(storedLfStep(0), storedLfStep(1), storedLfStep(2))
  writeQuantizer(globalScale, lfQuant)
  writeDefaultCorrelation()
  // The frame has a global tree.
  writeBool(true)
  writeTree(frameTree)
  writeCode(lfCode)
  if (hasAlpha) writeGlobalAlpha(lfCode, tokens)
  endSection()
  writeLfGroups(lfCode)
  writeDefaultMatrices()
  writeHfPass()
  writeCode(hfCode)
  endSection()
}

/** Writes the headers and the TOC. Returns the codestream's length in bytes. */
function writeHeaders(color: u32, sectionsEnd: usize, groupsEnd: usize): i32 {
  openBits(headerPart, headerEnd)
  const image = changetype<ImageHeader>(imageHeader)
  image.width = width
  image.height = height
  image.orientation = 1
  image.color = color
  image.xyb = 1
  image.depth = 8
  image.alphaDepth = hasAlpha ? 8 : 0
  writeImageHeader(image)
  alignBits()
  const frame = changetype<FrameHeader>(frameHeader)
  frame.modular = 0
  frame.flags = 0
  frame.xyb = 1
  frame.alpha = hasAlpha ? 1 : 0
  frame.upsampling = 1
  frame.alphaUpsampling = 1
  frame.xScale = SCALE_X
  frame.bScale = SCALE_B
  frame.gaborish = 0
  frame.epf = FILTERS
  writeFrameHeader(frame)
  writeToc(sectionLengths, sections)
  return finishOutput(bitsEnd(), sectionsEnd, groupsEnd)
}
