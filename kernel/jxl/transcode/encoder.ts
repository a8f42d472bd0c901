/**
 * Losslessly transcodes a JPEG to a JPEG XL codestream with the same coefficients (ISO/IEC
 * 18181-1:2022, annexes F to I). The coefficients arrive in bands with 256 lines, which are the
 * frame's rows of groups, in three passes:
 *
 * 1. LF samples are collected, and non-zero coefficients are counted. Then LfGlobal and the LF
 *    groups are written.
 * 2. The HF coefficient tokens are counted. Then HfGlobal is written.
 * 3. The groups are written. Then the headers are written. They come first in the codestream, but
 *    contain the lengths of all sections.
 *
 * The caller takes each section's pieces before it continues, and puts the header pieces first.
 */

import { alloc, countedBytes, startCount } from '../../heap'
import { CORRUPT, LIMIT, UNSUPPORTED } from '../../status'
import { alignBits, bitsEnd, bitsOverflow, openBits, writeBits, writeBool } from '../bits'
import { countTokens, finishCode, writeCode, writeTokens } from '../entropy'
import { openBlockContexts } from '../vardct/block-contexts'
import { openCoefficientContexts } from '../vardct/coefficient-contexts'
import { writeNoCorrelation, writeQuantizer } from '../vardct/global-sections'
import { GROUP_BLOCKS, groups, groupsWide, lfGroups, sectionLengths, sections } from '../vardct/sections'
import { beginGroup, maxRowTokens, openBlockTokens, rowTokens } from './block-tokens'
import { CHANNELS, channel, NONE, openFrame, setSteps } from './frame'
import { openHeaders, setHeaders, writeHeaders } from './headers'
import { openLfGroups, writeLfGroup } from './lf-groups'
import { largest, measureBand, openLfSamples, padLfSamples } from './lf-samples'
import { chooseLumaClasses, openLumaClasses } from './luma-classes'
import { openMatrices, writeMatrices, writeSteps } from './matrices'
import { chooseOrders, openOrders, writeOrders } from './orders'
import {
  coefficientCode,
  openCoefficientCode,
  openWork,
  outputEnd,
  outputStart,
  tokensAt,
  useGroupMemory,
  useHeaderMemory,
  useLfMemory,
} from './work'

/** Global scale that multiplies steps by 1 (I.2.1). */
const UNIT_SCALE: u32 = 65536
/** Maximum length in bytes of a codestream piece. */
const PIECE: usize = 65536

// Number of passes over the coefficients.
const MEASURE: i32 = 0
const COUNT: i32 = 1
const WRITE: i32 = 2
const HEADERS: i32 = 3
const DONE: i32 = 4

/** A JPEG that is to be transcoded. */
@unmanaged
export class JxlTranscode {
  width: u32
  height: u32
  /** Number of components, 1 or 3. */
  components: u32
  /**
   * A byte for each component with its sampling factors as in the frame header (T.81 B.2.2). The
   * lowest byte belongs to the first component.
   */
  sampling: u32
  /** 0 if the components are R, G and B. */
  ycbcr: u32
  /** Orientation as in Exif, 1 to 8. */
  orientation: u32
  /** Color encoding, a constant from `image-header.ts`. */
  color: u32
  /** ICC profile's address and length, if the color encoding has one. */
  profile: usize
  profileBytes: u32
}

/** Addresses and sizes of a band's blocks, by JPEG component. */
@unmanaged
export class JxlBand {
  blocks0: usize
  blocks1: usize
  blocks2: usize
  /** Number of blocks in a row. */
  wide0: u32
  wide1: u32
  wide2: u32
  /** Number of block rows. */
  rows0: u32
  rows1: u32
  rows2: u32
}

let pass: i32 = DONE
/** Number of bands that were given in the current pass. */
let bands: i32 = 0
/** Next section's number. */
let section: i32 = 0
/** Number of the first group after the current band. */
let groupsEnd: i32 = 0
let isCodeOpen = false
let rowBuffer: usize = 0
let piece: usize = 0
let pieceStart: usize = 0
let pieceEnd: usize = 0

/**
 * Opens the encoder.
 * @returns 0; -2 if JPEG XL does not support the subsampling; -3 if the picture is too large
 */
export function jxlTranscodeOpen(source: JxlTranscode): i32 {
  let status = openFrame(source.width, source.height, source.components, source.sampling, source.ycbcr)
  if (status === 0) status = takeMemory(source.profileBytes)
  if (status === 0) setHeaders(source.orientation, source.color, source.profile)
  pass = status === 0 ? MEASURE : DONE
  bands = 0
  section = 0
  groupsEnd = 0
  isCodeOpen = false
  pieceStart = 0
  pieceEnd = 0
  return status
}

/**
 * Returns the number of bytes that `jxlTranscodeOpen` allocates. Nothing else is allocated.
 * @param components number of components, 1 or 3
 * @param sampling sampling factors for all components, in the `JxlTranscode` format
 * @param ycbcr 0 if the components are R, G and B
 * @param profileBytes ICC profile length; 0 if there is none
 */
export function jxlTranscodeBytes(
  width: i32,
  height: i32,
  components: i32,
  sampling: i32,
  ycbcr: i32,
  profileBytes: i32,
): f64 {
  startCount()
  const status = openFrame(width, height, components, sampling, ycbcr)
  return countedBytes(status === 0 ? takeMemory(profileBytes) : status)
}

/** Allocates the memory for everything but the frame's shape. */
function takeMemory(profileBytes: i32): i32 {
  openLfSamples()
  openOrders()
  openLumaClasses()
  openBlockContexts(true)
  openCoefficientContexts()
  openBlockTokens()
  openLfGroups()
  openMatrices()
  if (!openHeaders(profileBytes)) return LIMIT
  openWork()
  rowBuffer = alloc(4 * maxRowTokens())
  return 0
}

/**
 * Sets a component's quantization table, in the first pass.
 * @param steps address of 64 steps as u16, row by row
 * @returns 0; -2 if a step is 0
 */
export function jxlTranscodeSteps(component: i32, steps: usize): i32 {
  if (pass !== MEASURE) unreachable()
  return setSteps(component, steps) ? 0 : UNSUPPORTED
}

/**
 * Takes a band with 256 lines, or fewer at the picture's end. The caller must have taken all
 * earlier pieces. The blocks are read until the band's pieces have been taken.
 * @returns 0; -1 if the band does not belong to the picture; -2 if a coefficient is too large
 */
export function jxlTranscodeBand(band: JxlBand): i32 {
  if (pass >= HEADERS || hasPieces() || bands * groupsWide >= groups) return CORRUPT
  for (let i = 0; i < CHANNELS; i++) {
    const it = channel(i)
    const from = it.component
    if (from === NONE) continue
    const wide = from === 0 ? band.wide0 : from === 1 ? band.wide1 : band.wide2
    const rows = from === 0 ? band.rows0 : from === 1 ? band.rows1 : band.rows2
    const most = GROUP_BLOCKS >> it.shiftY
    if (wide !== it.storedWide || rows !== min(most, it.storedHigh - bands * most)) return CORRUPT
    it.band = from === 0 ? band.blocks0 : from === 1 ? band.blocks1 : band.blocks2
  }
  const first = bands * groupsWide
  bands++
  if (pass === MEASURE) return measureBand(bands - 1) ? 0 : UNSUPPORTED
  if (pass === COUNT) countBand(first)
  else groupsEnd = first + groupsWide
  return 0
}

function countBand(first: i32): void {
  if (!isCodeOpen) openCoefficientCode(largest)
  isCodeOpen = true
  for (let group = first; group < first + groupsWide; group++) {
    const rows = beginGroup(group)
    for (let row = 0; row < rows; row++) {
      const end = rowTokens(row, rowBuffer)
      countTokens(coefficientCode, rowBuffer, <u32>((end - rowBuffer) >> 2))
    }
  }
}

/**
 * Ends a pass, after all its bands and pieces, and begins the next one.
 * @returns 0; -1 if bands are missing
 */
export function jxlTranscodePass(): i32 {
  if (pass >= HEADERS || hasPieces() || bands * groupsWide !== groups) return CORRUPT
  bands = 0
  pass++
  if (pass === COUNT) {
    padLfSamples()
    chooseOrders()
    chooseLumaClasses()
    useLfMemory()
    if (sections === 1) {
      openBits(outputStart, outputEnd)
      writeLfGlobal()
      writeLfGroup(0, tokensAt)
    }
  } else if (pass === WRITE) {
    finishCode(coefficientCode)
    useGroupMemory()
    if (sections === 1) writeHfGlobal()
  } else {
    useHeaderMemory()
  }
  return 0
}

/** `true` if the caller must take pieces before it continues. */
function hasPieces(): bool {
  if (pieceStart < pieceEnd) return true
  if (pass === COUNT) return sections > 1 && section <= lfGroups
  if (pass === WRITE) return section < groupsEnd + (sections > 1 ? 2 + lfGroups : 0)
  return pass === HEADERS
}

/**
 * Takes the codestream's next piece. Pieces in the last pass belong before all others.
 * @returns piece length in bytes, at most 64 KiB; 0 if there are no more pieces; -3 if a section is
 *   too long
 */
export function jxlTranscodeNext(): i32 {
  if (pieceStart === pieceEnd) {
    if (!hasPieces()) return 0
    if (!makeSection()) return LIMIT
  }
  piece = pieceStart
  pieceStart = min(pieceEnd, piece + PIECE)
  return <i32>(pieceStart - piece)
}

/** Returns the address of the last piece from `jxlTranscodeNext`. */
export function jxlTranscodeOutput(): usize {
  return piece
}

/** Writes the next section, or the headers. */
function makeSection(): bool {
  if (pass === WRITE && sections === 1) {
    writeGroup(0)
  } else {
    openBits(outputStart, outputEnd)
    if (pass === HEADERS) writeHeaders(outputEnd)
    else if (section === 0) writeLfGlobal()
    else if (section === 1 + lfGroups) writeHfGlobal()
    else if (section <= lfGroups) writeLfGroup(section - 1, tokensAt)
    else writeGroup(section - 2 - lfGroups)
  }
  alignBits()
  if (bitsOverflow()) return false
  pieceStart = outputStart
  pieceEnd = bitsEnd()
  if (pass === HEADERS) {
    pass = DONE
  } else {
    store<u32>(sectionLengths + 4 * <usize>section, <u32>(pieceEnd - pieceStart))
    section++
  }
  return true
}

/** Writes LfGlobal (G.1). */
function writeLfGlobal(): void {
  writeSteps()
  // With these scales, the steps equal the matrices' steps.
  writeQuantizer(UNIT_SCALE, 1)
  writeNoCorrelation()
  // No global tree, and no global modular channels.
  writeBool(false)
}

/** Writes HfGlobal (G.3). */
function writeHfGlobal(): void {
  writeMatrices()
  // One set of histograms.
  writeBits(0, 32 - clz(groups - 1))
  writeOrders()
  writeCode(coefficientCode)
}

/** Writes a group from the current band (G.4). */
function writeGroup(group: i32): void {
  const rows = beginGroup(group)
  let end = tokensAt
  for (let row = 0; row < rows; row++) end = rowTokens(row, end)
  writeTokens(coefficientCode, tokensAt, <u32>((end - tokensAt) >> 2))
}
