/**
 * Samples from which a tree is learned. A sample has 16 bytes: its property buckets, and its token
 * with each of four predictors.
 */
import { HYBRID, tokenOf } from '../entropy/hybrid'
import { packSigned } from '../fields'
import { channelAt } from './channel'
import { MAX_EARLIER, takeEarlierRow } from './earlier'
import { takeNeighbors } from './neighbors'
import {
  AVERAGE_ALL,
  EARLIER,
  EARLIER_PROPERTIES,
  GRADIENT,
  LEFT,
  N,
  N_MINUS_NE,
  N_MINUS_NN,
  NW_MINUS_N,
  SELECT,
  TOP,
  W,
  W_MINUS_NW,
  W_MINUS_WW,
  W_PLUS_N_MINUS_NW,
  WEIGHTED,
  WEIGHTED_ERROR,
  ZERO,
} from './properties'
import {
  edgeAt,
  edgeCount,
  fillProperty,
  predictionRow,
  storeEdge,
  storeEdgePrediction,
  takeRow,
} from './rows'
import { beginChannel, rowMemory } from './walk'

/** Sample size in bytes. */
export const SAMPLE_BYTES: usize = 16
/** Number of properties that may decide. */
export const PROPERTY_COUNT: u32 = 12
/** Number of predictors that leaves may have. */
export const PREDICTOR_COUNT: u32 = 4
/** Maximum number of buckets in a property. */
export const BUCKETS: u32 = 32
/** Number of tokens. Values with larger tokens count as the last one. */
export const SYMBOLS: u32 = 64

/**
 * Splits between buckets for differences, for weighted-predictor errors (in eighths) and for
 * samples. Their distances grow with the magnitude, so that photographs fill buckets evenly.
 */
const DIFFERENCES: usize = memory.data<i16>([
  -90, -56, -36, -24, -16, -11, -8, -5, -3, -2, -1, 0, 1, 2, 4, 7, 10, 15, 23, 35, 55, 89,
])
const ERRORS: usize = memory.data<i16>([
  -450, -270, -170, -108, -72, -50, -34, -23, -15, -9, -5, -2, 0, 1, 4, 8, 14, 22, 33, 49, 71, 107, 169, 269,
  449,
])
const LEVELS: usize = memory.data<i16>([
  -33, -17, -9, -5, -3, -2, -1, 0, 1, 2, 4, 8, 15, 23, 31, 47, 63, 79, 95, 111, 127, 143, 159, 175, 191, 207,
  223, 239, 251,
])
/** Split kinds, and their numbers. */
const KIND_DIFFERENCES: u32 = 0
const KIND_ERRORS: u32 = 1
const KIND_LEVELS: u32 = 2
const SPLIT_COUNTS: usize = memory.data<u8>([22, 25, 29])

/** Bucket tables by kind, for values from -HALF to HALF - 1. */
const HALF: i32 = 512
const TABLE: usize = <usize>HALF * 2

/** Properties by index, and their split kinds. */
const PROPERTIES: usize = memory.data<u8>([
  <u8>WEIGHTED_ERROR,
  <u8>W_PLUS_N_MINUS_NW,
  <u8>N_MINUS_NN,
  <u8>W,
  <u8>N,
  <u8>(EARLIER + 3),
  <u8>(EARLIER + EARLIER_PROPERTIES + 2),
  <u8>W_MINUS_NW,
  <u8>NW_MINUS_N,
  <u8>N_MINUS_NE,
  <u8>W_MINUS_WW,
  <u8>(EARLIER + 2),
])
const KINDS: usize = memory.data<u8>([1, 2, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0])
/** Predictor set for photographs, with the weighted one. */
export const THOROUGH: u32 = 0
/** Predictor set for palette indices. */
export const INDEXED: u32 = 1
/** Predictor sets, each with `PREDICTOR_COUNT` predictors. */
const PREDICTORS: usize = memory.data<u8>([
  <u8>WEIGHTED,
  <u8>GRADIENT,
  <u8>SELECT,
  <u8>AVERAGE_ALL,
  <u8>ZERO,
  <u8>GRADIENT,
  <u8>LEFT,
  <u8>TOP,
])

let tables: usize = 0
/** Sample bits in addition to 8. */
let shift: u32 = 0
let predictors: usize = 0
/** `true` if the weighted predictor may be used. */
let hasWeighted = true
/** Index of the first property that may decide. */
let first: u32 = 0

/** Bytes for the bucket tables. */
export const TABLES_BYTES: usize = 3 * TABLE

/**
 * Opens the bucket tables.
 * @param depth bits for a sample
 * @param kind `THOROUGH` for photographs, or `INDEXED` for a palette, which has no weighted
 *   predictor
 */
export function openSamples(address: usize, depth: u32, kind: u32): void {
  tables = address
  shift = depth > 8 ? depth - 8 : 0
  predictors = PREDICTORS + kind * PREDICTOR_COUNT
  hasWeighted = kind === THOROUGH
  first = kind === INDEXED ? 1 : 0
  for (let splitKind: u32 = 0; splitKind < 3; splitKind++) {
    const splits = splitsOf(splitKind)
    const count = load<u8>(SPLIT_COUNTS + splitKind)
    let bucket: u32 = 0
    for (let value = -HALF; value < HALF; value++) {
      while (bucket < count && value > <i32>load<i16>(splits + 2 * <usize>bucket)) bucket++
      store<u8>(tables + <usize>splitKind * TABLE + <usize>(value + HALF), <u8>bucket)
    }
  }
}

function splitsOf(kind: u32): usize {
  return kind === KIND_DIFFERENCES ? DIFFERENCES : kind === KIND_ERRORS ? ERRORS : LEVELS
}

/** Returns the number of bits by which values are shifted, by kind. Small errors are frequent. */
function shiftOf(kind: u32): u32 {
  return kind === KIND_LEVELS ? shift : shift >> 1
}

/** Returns the index of the first property that may decide. */
export function firstProperty(): u32 {
  return first
}

/** Returns the property with an index. */
export function propertyAt(index: u32): i32 {
  return load<u8>(PROPERTIES + index)
}

/** Returns the predictor with an index. */
export function predictorAt(index: u32): i32 {
  return load<u8>(predictors + index)
}

/** Counts the buckets for the property with an index. */
export function bucketsOf(index: u32): u32 {
  return <u32>load<u8>(SPLIT_COUNTS + load<u8>(KINDS + index)) + 1
}

/** Returns the largest value in a bucket for the property with an index. */
export function splitAfter(index: u32, bucket: u32): i32 {
  const kind = <u32>load<u8>(KINDS + index)
  const split = <i32>load<i16>(splitsOf(kind) + 2 * <usize>bucket)
  return ((split + 1) << shiftOf(kind)) - 1
}

/**
 * Takes samples from a channel, except from its first row and column.
 * @param channels address of all channels in a window
 * @param index channel index
 * @param to address for the samples
 * @returns address after the last sample
 */
export function takeSamples(channels: usize, index: u32, to: usize): usize {
  const channel = channelAt(channels, index)
  let at = to
  beginChannel(channels, index, hasWeighted, MAX_EARLIER)
  for (let y: u32 = 0; y < channel.height; y++) {
    takeEarlierRow(y)
    takeRow(channels, index, 0, y, hasWeighted)
    if (y === 0) continue
    takeBuckets(at, channel.width)
    takeTokens(channel.samples + ((<usize>y * channel.stride) << 2), at, channel.width)
    at += <usize>(channel.width - 1) * SAMPLE_BYTES
  }
  return at
}

/** Stores the buckets for all properties in a row. */
function takeBuckets(to: usize, width: u32): void {
  const row = rowMemory(0)
  for (let i = firstProperty(); i < PROPERTY_COUNT; i++) {
    const kind = <u32>load<u8>(KINDS + i)
    const table = tables + <usize>kind * TABLE
    fillProperty(propertyAt(i), shiftOf(kind), HALF, row)
    for (let edge: u32 = 0; edge < edgeCount(); edge++) {
      takeNeighbors(edgeAt(edge))
      storeEdge(propertyAt(i), shiftOf(kind), HALF, edgeAt(edge), row)
    }
    for (let x: u32 = 1; x < width; x++) {
      const bucket = load<u8>(table + load<u32>(row + ((<usize>x) << 2)))
      store<u8>(to + <usize>(x - 1) * SAMPLE_BYTES + i, bucket)
    }
  }
}

/** Stores the tokens for all predictors in a row. */
function takeTokens(samples: usize, to: usize, width: u32): void {
  for (let i: u32 = 0; i < PREDICTOR_COUNT; i++) {
    const row = predictionRow(predictorAt(i), rowMemory(0))
    for (let edge: u32 = 0; edge < edgeCount(); edge++) {
      takeNeighbors(edgeAt(edge))
      storeEdgePrediction(predictorAt(i), edgeAt(edge), row)
    }
    for (let x: u32 = 1; x < width; x++) {
      const value = packSigned(load<i32>(samples + ((<usize>x) << 2)) - load<i32>(row + ((<usize>x) << 2)))
      const token = min(tokenOf(value, HYBRID), SYMBOLS - 1)
      store<u8>(to + <usize>(x - 1) * SAMPLE_BYTES + PROPERTY_COUNT + i, <u8>token)
    }
  }
}
