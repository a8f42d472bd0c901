/**
 * Encoder for lossless JPEG XL, with modular encoding (ISO/IEC 18181-1:2022, annex H). It takes an
 * RGBA picture and overwrites it.
 *
 * A tree is learned from sampled pixels. A first pass over all groups counts tokens. When the code
 * is known, a second pass codes each group as a section.
 */
import { alloc, allocRows, countedBytes, startCount } from '../../heap'
import { LIMIT } from '../../status'
import { planeCodesOpen } from '../../vp8l-encode/plane-codes'
import {
  allowCopies,
  codeBytes,
  countTokens,
  finishSampled,
  openCode,
  openRepeats,
  repeatsBytes,
  replaceRepeats,
  savedCost,
  TOKENS_MARGIN,
  totalCost,
} from '../entropy'
import { FrameHeader } from '../frame-header'
import { iccBytes, iccRoom, writeIcc } from '../icc'
import { GRAY, ICC_GRAY, ICC_RGB, ImageHeader, MAX_SIDE, SRGB } from '../image-header'
import { modularBytes, openModular, treeBytes, treeContexts } from '../modular'
import { sectionCount, TOC_ENTRY_BYTES, TOC_MORE_BYTES } from '../toc'
import {
  forgetTransform,
  GLOBAL_CHANNELS_BYTES,
  groupRow,
  groups,
  lfGroups,
  loadGroup,
  loadMiddle,
  measureGroups,
  openGroups,
  recordGlobal,
  recordGroup,
  SIDE,
  transformGroup,
  useCopies,
} from './groups'
import { beginHead, finishHead } from './head'
import { closeOutput, openOutput, pieceAddress, SECTION_BYTES, takePiece } from './output'
import { collectColors, colorCount, MAX_COLORS, openPalette, PALETTE_BYTES } from './palette'
import {
  hasPalette,
  MAX_CHANNELS,
  openPlanes,
  planesBytes,
  sampleMemory,
  setPicture,
  usePalette,
} from './planes'
import { rawBytes } from './raw'
import { isGray, isOpaque } from './scan'
import { GLOBAL_BYTES, openSections, writeSections } from './sections'
import { MAX_CONTEXTS, MAX_NODES, makeTree, openTreeMaker, treeMakerBytes } from './tree'

/** Maximum picture size in bytes, which no block may exceed. */
const MAX_BYTES: u64 = 0x40000000
/** Maximum ICC profile length in bytes: 4 MiB, as in level 5 (annex M). */
const MAX_ICC: i32 = 4194304
/** Maximum bytes in the image header and the frame header without a profile. */
const HEADER_BYTES: usize = 64
/**
 * If there are several groups, the fast encoder counts tokens only in each group's middle
 * `COUNTED_ROWS` rows. From `MIN_SAMPLED` groups on, it counts only one group in `SAMPLED`.
 */
const COUNTED_ROWS: u32 = 64
const SAMPLED: u32 = 3
const MIN_SAMPLED: u32 = 24
/**
 * Maximum number of colors in a small palette, and minimum pixels for each color in a small and in
 * a large palette. Small photographs have few colors, too.
 */
const SMALL_PALETTE: u32 = 256
const SMALL_USES: u32 = 4
const LARGE_USES: u32 = 16
/**
 * Maximum number of groups, and of tokens in a group, from which copies are judged. Copies must
 * save more than one in `MIN_SAVED` bits.
 */
const TRIED: u32 = 2
const TRIED_TOKENS: u32 = 12_288
/** Token cost in units of 1/256 bit. A group below it is too flat for judging copies. */
const FLAT_COST: u32 = 64
const MIN_SAVED: u32 = 40
const ALPHABET_BITS: u32 = 7
const MAX_CLUSTERS: u32 = 64

let width: u32 = 0
let height: u32 = 0
let depth: u32 = 0
let pixelBytes: usize = 0
let profileLength: u32 = 0
let isThorough = false

let tree: usize = 0
let treeMaker: usize = 0
let code: usize = 0
let modular: usize = 0
let planes: usize = 0
let tokens: usize = 0
let groupSamples: usize = 0
let stage: usize = 0
let stageBytes: usize = 0
let raw: usize = 0
let repeats: usize = 0
/** Number of tokens in the group that was counted last. */
let counted: u32 = 0
let types: usize = 0
let globalChannels: usize = 0
let paletteMemory: usize = 0
let lengths: usize = 0
let head: usize = 0
let headBytes: usize = 0
let headers: usize = 0
let iccMemory: usize = 0
let block: usize = 0
let blockBytes: usize = 0

/**
 * Opens the encoder for a picture.
 * @param bits bits for a sample, 8 or 16
 * @param iccLength ICC profile length in bytes; 0 for none
 * @param effort 0 for the fast encoder; 1 for the thorough one
 * @returns 0, or -3 if a parameter is out of range
 */
export function jxlLosslessOpen(
  pictureWidth: i32,
  pictureHeight: i32,
  bits: i32,
  iccLength: i32,
  effort: i32,
): i32 {
  if (min(pictureWidth, pictureHeight) < 1 || max(pictureWidth, pictureHeight) > MAX_SIDE) return LIMIT
  if ((bits !== 8 && bits !== 16) || iccLength < 0 || iccLength > MAX_ICC || effort < 0) return LIMIT
  if (<u64>pictureWidth * pictureHeight * (bits === 16 ? 8 : 4) > MAX_BYTES) return LIMIT
  width = pictureWidth
  height = pictureHeight
  depth = bits
  pixelBytes = bits === 16 ? 8 : 4
  profileLength = iccLength
  isThorough = effort > 0
  measureGroups(width, height)
  takeMemory()
  closeOutput()
  return 0
}

function takeMemory(): void {
  const side = min(width, SIDE)
  const samples = <usize>side * min(height, SIDE)
  const sections = sectionCount(groups, lfGroups)
  tree = alloc(treeBytes(MAX_NODES))
  treeMaker = alloc(treeMakerBytes())
  code = alloc(codeBytes(MAX_CONTEXTS + 1, ALPHABET_BITS, MAX_CLUSTERS))
  modular = alloc(modularBytes(max(side, MAX_COLORS)))
  // Repeats in the global stream also take 4 bytes for each palette sample.
  planes = alloc(planesBytes(samples + MAX_COLORS))
  // The global stream also has a palette.
  tokens = alloc((samples + MAX_COLORS) * MAX_CHANNELS * 4 + TOKENS_MARGIN)
  groupSamples = samples
  stageBytes = GLOBAL_BYTES + samples * pixelBytes + SECTION_BYTES
  stage = alloc(stageBytes)
  if (depth === 8) {
    planeCodesOpen()
    repeats = alloc(repeatsBytes(MAX_CONTEXTS, (<u32>samples + MAX_COLORS) * MAX_CHANNELS))
  }
  raw = alloc(rawBytes())
  types = alloc(groups)
  globalChannels = alloc(GLOBAL_CHANNELS_BYTES)
  paletteMemory = alloc(PALETTE_BYTES)
  lengths = alloc(4 * <usize>sections)
  const room = profileLength > 0 ? iccRoom(profileLength) : 0
  if (profileLength > 0) iccMemory = alloc(iccBytes(profileLength))
  headBytes = HEADER_BYTES + room + TOC_MORE_BYTES + <usize>TOC_ENTRY_BYTES * sections
  head = alloc(headBytes)
  headers = alloc(offsetof<ImageHeader>() + offsetof<FrameHeader>())
  blockBytes = GLOBAL_BYTES + <usize>width * min(height, SIDE) * pixelBytes + SECTION_BYTES * groups
  block = allocRows(1, blockBytes)
}

/** Returns the number of bytes that `jxlLosslessOpen` allocates. The picture is not included. */
export function jxlLosslessBytes(pictureWidth: i32, pictureHeight: i32, bits: i32, iccLength: i32): f64 {
  startCount()
  return countedBytes(jxlLosslessOpen(pictureWidth, pictureHeight, bits, iccLength, 0))
}

/**
 * Encodes a picture. Alpha is only stored if a pixel is not opaque. An sRGB picture whose pixels
 * are all gray is stored as gray.
 * @param picture RGBA address, with straight alpha and without gaps between rows. The picture is
 *   overwritten. 16-bit samples have the lower byte first.
 * @param color color encoding: `SRGB`, `DISPLAY_P3`, `GRAY`, `ICC_RGB` or `ICC_GRAY`
 * @param orientation orientation as in Exif, 1 to 8
 * @param icc ICC profile's address, if `color` is `ICC_RGB` or `ICC_GRAY`
 * @returns codestream length in bytes, or -3 if a parameter is out of range
 */
export function jxlLosslessPicture(picture: usize, color: i32, orientation: i32, icc: usize): i32 {
  if (groups === 0) unreachable()
  if (orientation < 1 || orientation > 8 || color < 0 || <u32>color > ICC_GRAY) return LIMIT
  if (<u32>color >= ICC_RGB && profileLength === 0) return LIMIT
  const count = <usize>width * height
  const hasAlpha = !isOpaque(picture, count, depth)
  let stored = <u32>color
  if (stored === SRGB && isGray(picture, count, depth)) stored = GRAY
  const colorChannels: u32 = stored === GRAY || stored === ICC_GRAY ? 1 : 3
  openPlanes(planes)
  setPicture(picture, width, depth, colorChannels, hasAlpha)
  openGroups(types, globalChannels)
  if (depth === 8 && (hasAlpha || colorChannels > 1)) {
    openPalette(paletteMemory)
    collectColors(picture, count)
    const pixels = colorCount > SMALL_PALETTE ? LARGE_USES : SMALL_USES
    usePalette(colorCount > 0 && <usize>colorCount * pixels <= count)
  }
  openModular(modular, max(min(width, SIDE), MAX_COLORS))
  openTreeMaker(treeMaker, tokens, groupSamples)
  makeTree(tree, width, height, depth, isThorough)
  openCode(code, treeContexts(tree), ALPHABET_BITS, MAX_CLUSTERS)
  const isSampled = !isThorough && groups > 1
  countGroups(isSampled && groups >= MIN_SAMPLED ? SAMPLED : 1, isSampled ? COUNTED_ROWS : SIDE)
  finishSampled(code, isSampled ? 1 : 0)
  useCopies(false, 0, 0)
  if (depth === 8 && copiesPay()) recountWithCopies()
  openOutput(block, blockBytes, picture)
  openSections(tree, code, raw, tokens)
  writeSections(stage, stageBytes, lengths, <usize>width * pixelBytes, depth)
  const image = changetype<ImageHeader>(headers)
  image.width = width
  image.height = height
  image.orientation = orientation
  image.color = stored
  image.xyb = 0
  image.depth = depth
  image.alphaDepth = hasAlpha ? depth : 0
  beginHead(image, head, headBytes)
  if (stored >= ICC_RGB) writeIcc(icc, profileLength, iccMemory)
  return finishHead(image, lengths, head)
}

/**
 * Returns `true` if copies of repeated tokens save bits. The result is always `true` for a palette.
 * For other pictures, some groups are tried.
 */
function copiesPay(): bool {
  const contexts = treeContexts(tree)
  openRepeats(repeats, code, contexts, isThorough)
  if (hasPalette) return true
  // The tokens that were counted last are still recorded.
  replaceRepeats(tokens, min(counted, TRIED_TOKENS), contexts, min(width, SIDE), sampleMemory())
  if (groups === 1 || totalCost > min(counted, TRIED_TOKENS) * FLAT_COST)
    return savedCost * MIN_SAVED > totalCost
  useCopies(true, contexts, TRIED_TOKENS)
  const step = max(groups / TRIED, 1)
  let total: u32 = 0
  let saved: u32 = 0
  for (let group: u32 = step >> 1; group < groups; group += step) {
    loadGroup(group)
    transformGroup(group)
    recordGroup(group, tree, tokens)
    total += totalCost
    saved += savedCost
  }
  useCopies(false, 0, 0)
  return saved * MIN_SAVED > total
}

/** Counts all tokens again, with copies. */
function recountWithCopies(): void {
  const contexts = treeContexts(tree)
  openCode(code, contexts + 1, ALPHABET_BITS, MAX_CLUSTERS)
  allowCopies(code)
  useCopies(true, contexts, u32.MAX_VALUE)
  for (let group: u32 = 0; group < groups; group++) {
    loadGroup(group)
    transformGroup(group)
    if (groups > 1) countTokens(code, tokens, recordGroup(group, tree, tokens))
  }
  countTokens(code, tokens, recordGlobal(tree, tokens))
  finishSampled(code, 0)
}

/** Counts the tokens in some rows, in every group or in one group out of `step`. */
function countGroups(step: u32, rows: u32): void {
  for (let group: u32 = 0; group < groups; group++) {
    forgetTransform(group)
    // Each row begins with another group, so that all columns have their part.
    if ((group + groupRow(group)) % step !== 0) continue
    loadMiddle(group, rows)
    transformGroup(group)
    if (groups === 1) continue
    counted = recordGroup(group, tree, tokens)
    countTokens(code, tokens, counted)
  }
  if (groups > 1 && !hasPalette) return
  counted = recordGlobal(tree, tokens)
  countTokens(code, tokens, counted)
}

/**
 * Takes the codestream's next piece.
 * @returns piece length in bytes, at most 64 KiB; 0 after the last piece
 */
export function jxlLosslessNext(): i32 {
  return takePiece()
}

/**
 * Returns the address of the last piece from `jxlLosslessNext`. The piece is valid until the next
 * picture.
 */
export function jxlLosslessOutput(): usize {
  return pieceAddress()
}
