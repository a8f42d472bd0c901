/**
 * Block contexts (ISO/IEC 18181-1:2022, I.2.2, HF block context decoding). A map assigns a context
 * below 16 to each combination of channel, order and LF class. There are no quantizer classes,
 * because all blocks have the same quantizer.
 */
import { alloc } from '../../heap'
import { writeBits, writeBool } from '../bits'
import { writeTokens } from '../entropy/ans'
import { countTokens, finishCode, recordOf } from '../entropy/code'
import { writeCode } from '../entropy/context-map'
import { codeBytes, MAP_ALPHABET_BITS, openCode, TOKENS_MARGIN } from '../entropy/layout'
import { bits, packSigned, writeU32 } from '../fields'
import { ORDERS } from './coefficient-orders'

/** Maximum LF class count. */
const MAX_CLASSES: i32 = 64
/** Maximum bits for a context in a map without entropy coding. */
const MAX_SIMPLE_BITS: i32 = 3

/** Context map code, and its tokens. */
let mapCode: usize = 0
let mapTokens: usize = 0

/** Number of block contexts. */
export let blockContexts: i32 = 0

/** Map address. */
let map: usize = 0
/** Threshold address as i32, for LF samples in X, Y and B. */
let lfThresholds: usize = 0
let lfCounts: u32 = 0
let lfClasses: i32 = 1

/**
 * Opens the block contexts.
 * @param hasLargeMap `true` if a map may have more than 8 contexts
 */
export function openBlockContexts(hasLargeMap: bool): void {
  if (!hasLargeMap) return
  mapCode = alloc(codeBytes(1, MAP_ALPHABET_BITS, 1))
  mapTokens = alloc(4 * 3 * <usize>(ORDERS * MAX_CLASSES) + TOKENS_MARGIN)
}

/**
 * Uses a map.
 * @param newMap map address in bytes: contexts by channel (Y, X, B), order and LF class, the last
 *   one fastest
 * @param contexts number of contexts, at most 16
 * @param thresholds address of ascending LF sample thresholds as i32: first for X (or Cb), then for
 *   Y and for B (or Cr)
 * @param counts numbers of LF sample thresholds, a channel in each of the lowest three bytes
 */
export function useBlockContexts(newMap: usize, contexts: i32, thresholds: usize, counts: u32): void {
  map = newMap
  blockContexts = contexts
  lfThresholds = thresholds
  lfCounts = counts
  lfClasses = 1
  for (let channel = 0; channel < 3; channel++) lfClasses *= lfCount(channel) + 1
  if (lfClasses > MAX_CLASSES) unreachable()
}

function lfCount(channel: i32): i32 {
  return (lfCounts >> (8 * channel)) & 255
}

/**
 * Returns the class for a block's LF samples, which `blockContext` takes.
 * @param x quantized LF sample for X (or Cb)
 * @param y quantized LF sample for Y
 * @param b quantized LF sample for B (or Cr)
 */
export function lfClass(x: i32, y: i32, b: i32): i32 {
  if (lfClasses === 1) return 0
  let at = lfThresholds
  const classX = classOf(x, at, lfCount(0))
  at += 4 * lfCount(0)
  const classY = classOf(y, at, lfCount(1))
  at += 4 * lfCount(1)
  const classB = classOf(b, at, lfCount(2))
  return (classX * (lfCount(2) + 1) + classB) * (lfCount(1) + 1) + classY
}

/** Counts the thresholds that are less than a value. */
function classOf(value: i32, thresholds: usize, count: i32): i32 {
  let found = 0
  for (let i: usize = 0; i < <usize>count; i++) {
    if (value > load<i32>(thresholds + 4 * i)) found++
  }
  return found
}

/**
 * Returns a block's context.
 * @param channel 0 for Y, 1 for X (or Cb), 2 for B (or Cr)
 * @param order transform's order
 * @param lf result from `lfClass`
 */
export function blockContext(channel: i32, order: i32, lf: i32): i32 {
  return load<u8>(map + (channel * ORDERS + order) * lfClasses + lf)
}

/** Writes the block context map in LfGlobal. */
export function writeBlockContexts(): void {
  // The map is not the standard's default.
  writeBool(false)
  let at = lfThresholds
  for (let channel = 0; channel < 3; channel++) {
    const count = lfCount(channel)
    writeBits(count, 4)
    for (let i = 0; i < count; i++) {
      writeU32(packSigned(load<i32>(at)), bits(4), bits(8, 16), bits(16, 272), bits(32, 65808))
      at += 4
    }
  }
  // No quantizer thresholds.
  writeBits(0, 4)
  writeMap(3 * ORDERS * lfClasses)
}

/** Writes the map, which is a context map (C.2.2) without move-to-front transform. */
function writeMap(count: i32): void {
  const size = blockContexts > 1 ? 32 - clz(blockContexts - 1) : 0
  writeBool(size <= MAX_SIMPLE_BITS)
  if (size <= MAX_SIMPLE_BITS) {
    writeBits(size, 2)
    for (let i = 0; i < count; i++) writeBits(load<u8>(map + i), size)
    return
  }
  writeBool(false)
  openCode(mapCode, 1, MAP_ALPHABET_BITS, 1)
  for (let i: usize = 0; i < <usize>count; i++) store<u32>(mapTokens + 4 * i, recordOf(0, load<u8>(map + i)))
  countTokens(mapCode, mapTokens, count)
  finishCode(mapCode)
  writeCode(mapCode)
  writeTokens(mapCode, mapTokens, count)
}
