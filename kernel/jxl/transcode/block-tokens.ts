/**
 * HF coefficient tokens for a group, made directly from the JPEG's blocks (ISO/IEC 18181-1:2022,
 * I.4). A block's first token is its non-zero count. The coefficients follow in the channel's
 * order, up to the last one that is not 0.
 */

import { alloc } from '../../heap'
import { recordOf } from '../entropy'
import { packSigned } from '../fields'
import { blockContext, blockContexts, lfClass } from '../vardct/block-contexts'
import { coefficientContext, coefficientContextsOf, nonZeroBucket } from '../vardct/coefficient-contexts'
import { ORDER_8X8 } from '../vardct/coefficient-orders'
import { keepNonZeros, predictNonZeros } from '../vardct/non-zeros'
import { blocksHigh, blocksWide, GROUP_BLOCKS, groupsWide } from '../vardct/sections'
import { CHANNELS, Channel, channel, LUMA, samplesIn } from './frame'
import { BLOCK_BYTES } from './lf-samples'
import { orderOf } from './orders'

/** Maximum non-zero count with which the first coefficient has the context of a 1. */
const FEW: i32 = 4

/** Non-zero counts for the blocks above, by channel and column. */
let above: usize = 0
/** Column and row of the group's first block. */
let firstX: i32 = 0
let firstY: i32 = 0

export function openBlockTokens(): void {
  above = alloc(CHANNELS * GROUP_BLOCKS)
}

/** Returns the maximum number of tokens in a group. */
export function maxGroupTokens(): usize {
  return 64 * samplesIn(min(GROUP_BLOCKS, blocksWide) * min(GROUP_BLOCKS, blocksHigh))
}

/** Returns the maximum number of tokens for a block row in a group. */
export function maxRowTokens(): usize {
  return 64 * CHANNELS * GROUP_BLOCKS
}

/**
 * Begins a group in the current band.
 * @returns number of block rows in the group
 */
export function beginGroup(group: i32): i32 {
  firstX = (group % groupsWide) * GROUP_BLOCKS
  firstY = (group / groupsWide) * GROUP_BLOCKS
  return min(GROUP_BLOCKS, blocksHigh - firstY)
}

/**
 * Makes the tokens for a block row in the group. Rows follow each other.
 * @param tokens address for the tokens
 * @returns address after the tokens
 */
export function rowTokens(row: i32, tokens: usize): usize {
  const y = firstY + row
  const endX = min(firstX + GROUP_BLOCKS, blocksWide)
  let to = tokens
  for (let x = firstX; x < endX; x++) {
    const lf = classAt(x, y)
    to = channelTokens(LUMA, x, y, lf, to)
    to = channelTokens(0, x, y, lf, to)
    to = channelTokens(2, x, y, lf, to)
  }
  return to
}

/** Classifies the LF samples at a luma block. */
function classAt(x: i32, y: i32): i32 {
  return lfClass(sampleAt(channel(0), x, y), sampleAt(channel(LUMA), x, y), sampleAt(channel(2), x, y))
}

function sampleAt(it: Channel, x: i32, y: i32): i32 {
  return load<i16>(it.samples + <usize>(2 * ((y >> it.shiftY) * it.wide + (x >> it.shiftX))))
}

/** Returns a mask with a bit for each non-zero value among 16 coefficients. */
function nonZeroMask(at: usize): u32 {
  const zero = i16x8.splat(0)
  const low = i16x8.ne(v128.load(at), zero)
  const high = i16x8.ne(v128.load(at, 16), zero)
  return <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high))
}

/** Counts a block's non-zero AC coefficients. */
function countNonZeros(block: usize): i32 {
  const low = (nonZeroMask(block) & 0xfffe) | (nonZeroMask(block + 32) << 16)
  const high = nonZeroMask(block + 64) | (nonZeroMask(block + 96) << 16)
  return <i32>(popcnt(low) + popcnt(high))
}

/**
 * Makes the tokens for a channel's block at a luma block. A subsampled channel has no block at most
 * luma blocks.
 * @returns address after the tokens
 */
function channelTokens(index: i32, lumaX: i32, lumaY: i32, lf: i32, to: usize): usize {
  const it = channel(index)
  const x = lumaX >> it.shiftX
  const y = lumaY >> it.shiftY
  if (x << it.shiftX !== lumaX || y << it.shiftY !== lumaY) return to
  const row = y - (firstY >> it.shiftY)
  const column = x - (firstX >> it.shiftX)
  const isStored = x < it.storedWide && y < it.storedHigh
  const block = it.band + <usize>(row * it.storedWide + x) * BLOCK_BYTES
  let left = isStored ? countNonZeros(block) : 0
  const counts = above + <usize>(index * GROUP_BLOCKS)
  const predicted = predictNonZeros(counts, column, row === 0)
  keepNonZeros(counts, column, left, 1, 0)
  const context = blockContext(index === LUMA ? 0 : index === 0 ? 1 : 2, ORDER_8X8, lf)
  store<u32>(to, recordOf(nonZeroBucket(predicted) * blockContexts + context, left))
  to += 4
  const first = coefficientContextsOf(context, blockContexts)
  let order = orderOf(index)
  let previous = left > FEW ? 0 : 1
  for (let place = 1; left > 0; place++) {
    order++
    const value = <i32>load<i16>(block + load<u8>(order))
    store<u32>(to, recordOf(first + coefficientContext(left, place, previous), packSigned(value)))
    to += 4
    previous = <i32>(value !== 0)
    left -= previous
  }
  return to
}
