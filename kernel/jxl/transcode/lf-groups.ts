/**
 * LF groups in a transcode (ISO/IEC 18181-1:2022, G.2): LF samples and HF metadata. Each LF group
 * has its own tree and code. Its samples are then predicted once, and no tokens are kept.
 */

import { alloc } from '../../heap'
import { aligned } from '../aligned'
import { writeBits } from '../bits'
import {
  codeBytes,
  countToken,
  countTokens,
  finishCode,
  openCode,
  TOKENS_MARGIN,
  writeCode,
  writeTokens,
} from '../entropy'
import {
  addLeaf,
  addSplit,
  CHANNEL,
  CHANNEL_BYTES,
  channelAt,
  modularBytes,
  openModular,
  openTree,
  recordChannels,
  treeBytes,
  treeContexts,
  WEIGHTED,
  WEIGHTED_ERROR,
  writeModularHeader,
  writeTree,
  ZERO,
} from '../modular'
import { blocksHigh, blocksWide, LF_GROUP_BLOCKS, lfGroupsWide } from '../vardct/sections'
import { CHANNELS, channel, LUMA, samplesIn } from './frame'

/** Ascending weighted-predictor errors that divide LF samples into contexts. */
// biome-ignore format: one line
const ERRORS: usize = memory.data<i16>([-255, -95, -47, -23, -11, -5, -1, 0, 4, 10, 22, 46, 94, 254], 2)
const ERROR_COUNT: i32 = 14
/**
 * Maximum numbers of LF luma samples with which a group has fewer contexts, which take fewer bytes.
 * Up to `FEW_SAMPLES`, 2 errors divide luma and both other channels together. Up to `SOME_SAMPLES`,
 * 6 errors divide each channel.
 */
const FEW_SAMPLES: i32 = 1000
const SOME_SAMPLES: i32 = 8000
const MAX_NODES: i32 = 2 * CHANNELS * (ERROR_COUNT + 1) - 1
/** Alphabet size for residuals with up to 18 bits, as a power of two. */
const ALPHABET_BITS: u32 = 7
const CLUSTERS: u32 = 12

/** Array for the modular channels Y, Cb and Cr. */
let channels: usize = 0
let tree: usize = 0
/** Node ranges that are still to be added, 4 bytes each. */
let ranges: usize = 0

export function openLfGroups(): void {
  channels = alloc(<usize>CHANNELS * CHANNEL_BYTES)
  tree = alloc(treeBytes(MAX_NODES))
  ranges = alloc(MAX_NODES * 4)
}

/** Counts the samples in all channels of the largest LF group. */
export function lfGroupSamples(): usize {
  return samplesIn(min(blocksWide, LF_GROUP_BLOCKS) * min(blocksHigh, LF_GROUP_BLOCKS))
}

/** Returns the number of bytes that `writeLfGroup` uses in memory. */
export function lfGroupBytes(): usize {
  return (
    2 * aligned(4 * lfGroupSamples()) +
    aligned(TOKENS_MARGIN) +
    aligned(modularBytes(LF_GROUP_BLOCKS)) +
    codeBytes(CHANNELS * (ERROR_COUNT + 1), ALPHABET_BITS, CLUSTERS)
  )
}

/**
 * Writes an LF group.
 * @param group LF group number
 * @param area address of `lfGroupBytes` bytes, which begin with the tokens. Bits may be written up
 *   to this address
 */
export function writeLfGroup(group: i32, area: usize): void {
  const samples = aligned(4 * lfGroupSamples())
  const planes = area + samples + aligned(TOKENS_MARGIN)
  const state = planes + samples
  const code = state + aligned(modularBytes(LF_GROUP_BLOCKS))
  takeSamples(group, planes)
  openModular(state, LF_GROUP_BLOCKS)
  buildTree(blocksAlong(group, true) * blocksAlong(group, false))
  const count = <u32>((recordChannels(channels, CHANNELS, tree, 0, area) - area) >> 2)
  openCode(code, treeContexts(tree), ALPHABET_BITS, CLUSTERS)
  countTokens(code, area, count)
  finishCode(code)
  // No additional precision for LF samples.
  writeBits(0, 2)
  writeModularHeader(false)
  writeTree(tree)
  writeCode(code)
  writeTokens(code, area, count)
  writeMetadata(blocksAlong(group, true) * blocksAlong(group, false), code, area)
}

/** Returns an LF group's width or height in blocks. */
function blocksAlong(group: i32, isWidth: bool): i32 {
  const place = isWidth ? group % lfGroupsWide : group / lfGroupsWide
  return min(LF_GROUP_BLOCKS, (isWidth ? blocksWide : blocksHigh) - place * LF_GROUP_BLOCKS)
}

/** Copies a group's LF samples to 32-bit planes, in the order Y, Cb, Cr. */
function takeSamples(group: i32, planes: usize): void {
  let to = planes
  for (let i = 0; i < CHANNELS; i++) {
    const it = channel(i === 0 ? LUMA : i === 1 ? 0 : 2)
    const firstX = ((group % lfGroupsWide) * LF_GROUP_BLOCKS) >> it.shiftX
    const firstY = ((group / lfGroupsWide) * LF_GROUP_BLOCKS) >> it.shiftY
    const plane = channelAt(channels, i)
    plane.samples = to
    plane.width = blocksAlong(group, true) >> it.shiftX
    plane.stride = plane.width
    plane.height = blocksAlong(group, false) >> it.shiftY
    for (let y = 0; y < <i32>plane.height; y++) {
      let from = it.samples + <usize>(2 * ((firstY + y) * it.wide + firstX))
      for (const end = from + 2 * <usize>plane.width; from < end; from += 2) {
        store<i32>(to, load<i16>(from))
        to += 4
      }
    }
  }
}

/** Adds a channel and error range for which a node is to be added. */
function expect(at: usize, firstChannel: i32, lastChannel: i32, first: i32, end: i32): usize {
  store<u8>(at, <u8>firstChannel)
  store<u8>(at, <u8>lastChannel, 1)
  store<u8>(at, <u8>first, 2)
  store<u8>(at, <u8>end, 3)
  return at + 4
}

/**
 * Builds a tree with a leaf for each channel and each error range. The ranges that a node divides
 * are added in the order in which the tree expects their nodes.
 * @param samples number of LF luma samples
 */
function buildTree(samples: i32): void {
  openTree(tree, MAX_NODES)
  const isSmall = samples <= FEW_SAMPLES
  const errors = isSmall ? 2 : samples <= SOME_SAMPLES ? 6 : ERROR_COUNT
  let to = expect(ranges, 0, CHANNELS - 1, 0, errors)
  for (let from = ranges; from < to; from += 4) {
    const low = <i32>load<u8>(from)
    const high = <i32>load<u8>(from, 1)
    const first = <i32>load<u8>(from, 2)
    const end = <i32>load<u8>(from, 3)
    if (low < high && !(isSmall && low > 0)) {
      addSplit(tree, CHANNEL, low)
      to = expect(to, low + 1, high, first, end)
      to = expect(to, low, low, first, end)
    } else if (first < end) {
      const middle = (first + end) >> 1
      addSplit(tree, WEIGHTED_ERROR, errorAt(middle, errors))
      to = expect(to, low, high, middle + 1, end)
      to = expect(to, low, high, first, middle)
    } else {
      addLeaf(tree, WEIGHTED)
    }
  }
}

/** Returns an error from a list with `count` evenly spaced errors. */
function errorAt(index: i32, count: i32): i32 {
  const at = ((index + 1) * (ERROR_COUNT + 1)) / (count + 1) - 1
  return load<i16>(ERRORS + 2 * <usize>at)
}

/**
 * Writes the HF block metadata. All blocks have 8 × 8 coefficients and the quantizer 1, do not
 * depend on luma, and are not filtered. All samples in the stream are 0, and only the ANS state
 * takes bits.
 */
function writeMetadata(blocks: i32, code: usize, area: usize): void {
  writeBits(blocks - 1, 32 - clz(blocks - 1))
  writeModularHeader(false)
  openTree(tree, MAX_NODES)
  addLeaf(tree, ZERO)
  writeTree(tree)
  openCode(code, 1, ALPHABET_BITS, 1)
  countToken(code, 0, 0)
  finishCode(code)
  writeCode(code)
  writeTokens(code, area, 0)
}
