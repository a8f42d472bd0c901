/**
 * LF groups in a VarDCT frame (ISO/IEC 18181-1:2022, G.2): the LF samples (G.2.2), which are block
 * means, and the HF metadata (G.2.4). All are modular streams that use the global tree.
 */
import { alloc } from '../../heap'
import { writeBits } from '../bits'
import { writeTokens } from '../entropy/ans'
import { countTokens, recordOf } from '../entropy/code'
import { TOKENS_MARGIN } from '../entropy/layout'
import { packSigned } from '../fields'
import { CHANNEL_BYTES, Channel, recordChannels, writeModularHeader } from '../modular'
import { frameTree, quantContext, sharpnessContext, strategyContext } from './frame-tree'
import { blocksHigh, blocksWide, endSection, LF_GROUP_BLOCKS, lfGroups, lfGroupsWide } from './sections'

const CHANNELS: usize = 4
/** Tile side in blocks. A tile has its own correlation factors. */
const TILE_BLOCKS: i32 = 8

/** A plane with 16-bit LF samples. */
@unmanaged
class LfPlane {
  samples: usize
  /** Row stride in samples. */
  stride: i32
  /** Binary logarithms of the subsampling. */
  shiftX: i32
  shiftY: i32
}

const PLANE_BYTES: usize = 16

/** Planes for Y, X (or Cb) and B (or Cr), in this order. */
let planes: usize = 0
/** Strategies for all blocks, with `FIRST`, and the quantizer for all. */
let strategies: usize = 0
let quant: i32 = 0
/** Factors for X and B in each tile, as bytes. */
let factorsX: usize = 0
let factorsB: usize = 0

let channels: usize = 0
/** A stream's 32-bit samples, and its tokens. */
let samples: usize = 0
let tokens: usize = 0

/** Strategy flag for a transform's first block, which is in its upper left corner. */
export const FIRST: i32 = 0x80

/** Returns the maximum number of tokens in a stream. */
function maxTokens(): usize {
  const wide = <usize>min(blocksWide, LF_GROUP_BLOCKS)
  const high = <usize>min(blocksHigh, LF_GROUP_BLOCKS)
  return 3 * wide * high + 2 * <usize>(tilesOf(<i32>wide) * tilesOf(<i32>high))
}

/** Counts the token bytes that `recordLf` and `recordMetadata` need. */
export function lfTokenBytes(): usize {
  return 4 * maxTokens() + TOKENS_MARGIN
}

/**
 * Opens the LF groups. `openSections` must be called before.
 * @param tokenAddress address for `lfTokenBytes` bytes with tokens
 */
export function openLfGroups(tokenAddress: usize): void {
  planes = alloc(3 * PLANE_BYTES)
  channels = alloc(CHANNELS * CHANNEL_BYTES)
  samples = alloc(4 * maxTokens())
  tokens = tokenAddress
}

/** Counts the tiles that cover a number of blocks. */
export function tilesOf(blocks: i32): i32 {
  return (blocks + TILE_BLOCKS - 1) / TILE_BLOCKS
}

/**
 * Sets a plane of LF samples.
 * @param channel 0 for Y, 1 for X (or Cb), 2 for B (or Cr)
 * @param address sample address, as i16
 * @param stride row stride in samples
 * @param shiftX binary logarithm of the horizontal subsampling
 * @param shiftY binary logarithm of the vertical subsampling
 */
export function setLfPlane(channel: usize, address: usize, stride: i32, shiftX: i32, shiftY: i32): void {
  const plane = changetype<LfPlane>(planes + PLANE_BYTES * channel)
  plane.samples = address
  plane.stride = stride
  plane.shiftX = shiftX
  plane.shiftY = shiftY
}

/**
 * Sets the HF metadata.
 * @param strategyMap address of all blocks' strategies, as bytes. A transform's upper left block
 *   has `FIRST`
 * @param x address of all tiles' factors for X, as i8
 * @param b address of the factors for B
 * @param quantizer quantizer for all blocks, 1 to 256
 */
export function setMetadata(strategyMap: usize, x: usize, b: usize, quantizer: i32): void {
  strategies = strategyMap
  factorsX = x
  factorsB = b
  quant = quantizer
}

/** Counts the tokens in all LF groups for a code. */
export function countLfGroups(code: usize): void {
  for (let group = 0; group < lfGroups; group++) {
    countTokens(code, tokens, recordLf(group))
    countTokens(code, tokens, recordMetadata(group))
  }
}

/** Writes the sections for all LF groups. */
export function writeLfGroups(code: usize): void {
  for (let group = 0; group < lfGroups; group++) {
    // No additional precision for LF samples.
    writeBits(0, 2)
    writeModularHeader(true)
    writeTokens(code, tokens, recordLf(group))
    const count = recordMetadata(group)
    writeBits(transforms - 1, 32 - clz(blocks - 1))
    writeModularHeader(true)
    writeTokens(code, tokens, count)
    endSection()
  }
}

/** Blocks and transforms in the group that `recordMetadata` takes. */
let blocks: i32 = 0
let transforms: i32 = 0

function firstColumn(group: i32): i32 {
  return (group % lfGroupsWide) * LF_GROUP_BLOCKS
}

function firstRow(group: i32): i32 {
  return (group / lfGroupsWide) * LF_GROUP_BLOCKS
}

function columnsOf(group: i32): i32 {
  return min(blocksWide - firstColumn(group), LF_GROUP_BLOCKS)
}

function rowsOf(group: i32): i32 {
  return min(blocksHigh - firstRow(group), LF_GROUP_BLOCKS)
}

function setChannel(index: usize, address: usize, width: i32, height: i32): void {
  const channel = changetype<Channel>(channels + index * CHANNEL_BYTES)
  channel.samples = address
  channel.stride = width
  channel.width = width
  channel.height = height
}

/** Records a group's LF samples. Returns the token count. */
function recordLf(group: i32): u32 {
  let to = samples
  for (let i: usize = 0; i < 3; i++) {
    const plane = changetype<LfPlane>(planes + PLANE_BYTES * i)
    const width = columnsOf(group) >> plane.shiftX
    const height = rowsOf(group) >> plane.shiftY
    setChannel(i, to, width, height)
    const x = firstColumn(group) >> plane.shiftX
    let from = plane.samples + 2 * <usize>((firstRow(group) >> plane.shiftY) * plane.stride + x)
    for (let y = 0; y < height; y++, from += 2 * <usize>plane.stride) {
      for (let column: usize = 0; column < <usize>width; column++, to += 4)
        store<i32>(to, load<i16>(from + 2 * column))
    }
  }
  return countOf(recordChannels(channels, 3, frameTree, 1 + group, tokens))
}

function countOf(end: usize): u32 {
  return <u32>((end - tokens) >> 2)
}

/** Records a group's HF metadata. Returns the token count. */
function recordMetadata(group: i32): u32 {
  const columns = columnsOf(group)
  const rows = rowsOf(group)
  blocks = columns * rows
  const factors = tilesOf(columns) * tilesOf(rows)
  setChannel(0, samples, tilesOf(columns), tilesOf(rows))
  setChannel(1, samples + 4 * <usize>factors, tilesOf(columns), tilesOf(rows))
  fillFactors(group, samples, samples + 4 * <usize>factors)
  let to = recordChannels(channels, 2, frameTree, 1 + 2 * lfGroups + group, tokens)
  to = recordTransforms(group, to)
  for (let i = 0; i < blocks; i++, to += 4) store<u32>(to, recordOf(sharpnessContext, 0))
  return countOf(to)
}

function fillFactors(group: i32, x: usize, b: usize): void {
  const first = (firstRow(group) / TILE_BLOCKS) * tilesOf(blocksWide) + firstColumn(group) / TILE_BLOCKS
  const columns = tilesOf(columnsOf(group))
  const rows = tilesOf(rowsOf(group))
  for (let row = 0; row < rows; row++) {
    let at = <usize>(first + row * tilesOf(blocksWide))
    for (const end = at + columns; at < end; at++, x += 4, b += 4) {
      store<i32>(x, load<i8>(factorsX + at))
      store<i32>(b, load<i8>(factorsB + at))
    }
  }
}

/** Records all transforms' strategies, and then their quantizers minus 1. */
function recordTransforms(group: i32, to: usize): usize {
  const start = to
  let left = 0
  for (let row = firstRow(group); row < firstRow(group) + rowsOf(group); row++) {
    let at = strategies + <usize>(row * blocksWide + firstColumn(group))
    for (const end = at + columnsOf(group); at < end; at++) {
      const strategy = <i32>load<u8>(at)
      if ((strategy & FIRST) === 0) continue
      store<u32>(to, recordOf(strategyContext(left), packSigned(strategy & ~FIRST)))
      left = strategy & ~FIRST
      to += 4
    }
  }
  transforms = <i32>((to - start) >> 2)
  // The first quantizer has the first strategy above it, and no predecessor.
  left = load<u8>(strategies + <usize>(firstRow(group) * blocksWide + firstColumn(group))) & ~FIRST
  for (let i = 0; i < transforms; i++, to += 4) {
    store<u32>(to, recordOf(quantContext(left), packSigned(quant - 1 - left)))
    left = quant - 1
  }
  return to
}
