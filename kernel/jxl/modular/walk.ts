/**
 * Channel recording: the context and the residual for each sample. A sample's leaf comes from
 * masks, or from a walk through the tree if there are none.
 */
import { aligned } from '../aligned'
import { MAX_VALUE, VALUE_BITS } from '../entropy'
import { packSigned } from '../fields'
import { Channel, channelAt } from './channel'
import { earlierBytes, MAX_EARLIER, openEarlier, takeEarlierRow } from './earlier'
import {
  DECIDES,
  EARLIER_COUNT,
  HALF,
  HAS_WEIGHTED,
  INTERVAL_AT,
  IS_PLAIN,
  isFinal,
  LEAF_BYTES,
  LEAF_MULTIPLIER,
  LEAF_OFFSET,
  LEAF_PREDICTOR,
  LEAF_TOKEN,
  LEAVES_AT,
  MASKS_AT,
  MASKS_BYTES,
  MAX_USED,
  makeMasks,
  PREDICTORS,
  RECORDS_AT,
  ROOT,
  SHIFT,
  skipFixed,
  USED,
  USED_BYTES,
} from './masks'
import { takeNeighbors } from './neighbors'
import {
  anyPropertyOf,
  edgeAt,
  edgeCount,
  fillProperty,
  openRows,
  predictionOf,
  predictionRow,
  rowsBytes,
  storeEdge,
  storeEdgePrediction,
  takeRow,
} from './rows'
import { CHILD, CONTEXT, MULTIPLIER, nodeAt, OFFSET, PREDICTOR, PROPERTY, SPLIT } from './tree'
import { openWeighted, openWeights, weightedBytes } from './weighted'

/** `true` if a residual did not fit in a recorded token. */
export let hasWideToken = false

/** Number of channels whose masks are kept. */
const KEPT: u32 = 5
const PREDICTOR_COUNT: u32 = 14
/** Addresses of prediction rows by predictor, each a 32-bit number. */
const PREDICTION_ROWS: usize = memory.data(64, 16)

let kept: usize = 0
let earlierMemory: usize = 0
let rows: usize = 0
let rowBytes: usize = 0
let masks: usize = 0
let tree: usize = 0
let root: usize = 0

/** Returns the size in bytes of the memory for channels up to a width. */
export function walkBytes(maxWidth: u32): usize {
  return (
    <usize>KEPT * MASKS_BYTES +
    earlierBytes(maxWidth) +
    weightedBytes(maxWidth) +
    rowsBytes(maxWidth) +
    <usize>(MAX_USED + PREDICTOR_COUNT) * rowLength(maxWidth)
  )
}

function rowLength(maxWidth: u32): usize {
  return aligned(<usize>maxWidth * 4)
}

/**
 * Forgets all masks. Trees that were filled anew need new masks.
 * @param address address of `walkBytes` bytes, a multiple of 16
 */
export function openWalk(address: usize, maxWidth: u32): void {
  kept = address
  for (let i: u32 = 0; i < KEPT; i++) store<usize>(kept + <usize>i * MASKS_BYTES, 0, ROOT)
  earlierMemory = kept + <usize>KEPT * MASKS_BYTES
  const weights = earlierMemory + earlierBytes(maxWidth)
  openWeights(weights)
  openRows(weights + weightedBytes(maxWidth), maxWidth)
  rows = weights + weightedBytes(maxWidth) + rowsBytes(maxWidth)
  rowBytes = rowLength(maxWidth)
  hasWideToken = false
}

/** Forgets that residuals did not fit. */
export function forgetWide(): void {
  hasWideToken = false
}

/**
 * Begins a channel.
 * @param earlier number of earlier channels whose properties are needed
 */
export function beginChannel(channels: usize, index: u32, hasWeighted: bool, earlier: u32): void {
  if (hasWeighted) openWeighted(channelAt(channels, index).width)
  openEarlier(earlierMemory, channels, index, earlier)
}

/** Returns the address of a row in memory. There are `MAX_USED` rows and one for each predictor. */
export function rowMemory(index: u32): usize {
  return rows + <usize>index * rowBytes
}

/** Finds or makes a channel's masks. `masks` is 0 if the channel has none. */
function takeMasks(index: u32, stream: i32): void {
  root = skipFixed(nodeAt(tree, 0), tree, index, stream)
  masks = kept + <usize>min(index, KEPT - 1) * MASKS_BYTES
  if (load<usize>(masks, ROOT) === root) return
  const hasMasks = makeMasks(masks, tree, root, index, stream)
  if (!hasMasks || !isFinal) store<usize>(masks, 0, ROOT)
  if (!hasMasks) masks = 0
}

/**
 * Records a channel.
 * @returns address after the last token
 */
export function recordChannel(
  channels: usize,
  index: u32,
  treeAddress: usize,
  stream: i32,
  tokens: usize,
): usize {
  const channel = channelAt(channels, index)
  tree = treeAddress
  takeMasks(index, stream)
  const hasWeighted = masks === 0 || load<u32>(masks, HAS_WEIGHTED) !== 0
  const earlier = masks === 0 ? MAX_EARLIER : load<u32>(masks, EARLIER_COUNT)
  beginChannel(channels, index, hasWeighted, earlier)
  let to = tokens
  for (let y: u32 = 0; y < channel.height; y++) {
    if (earlier > 0) takeEarlierRow(y)
    takeRow(channels, index, stream, y, hasWeighted)
    to = masks === 0 ? walkRow(channel, y, to) : recordRow(channel, y, to)
  }
  return to
}

/** Computes the properties and predictions for a row with masks. */
function fillRows(records: usize, used: u32): void {
  for (let i: u32 = 0; i < used; i++) {
    const record = records + <usize>i * USED_BYTES
    fillProperty(load<i32>(record, DECIDES), load<u32>(record, SHIFT), HALF, rowMemory(i))
  }
  const predictors = load<u32>(masks, PREDICTORS)
  for (let predictor: u32 = 0; predictor < PREDICTOR_COUNT; predictor++) {
    if (((predictors >> predictor) & 1) === 0) continue
    const to = predictionRow(predictor, rowMemory(MAX_USED + predictor))
    store<usize>(PREDICTION_ROWS + ((<usize>predictor) << 2), to)
  }
  for (let edge: u32 = 0; edge < edgeCount(); edge++) {
    const x = edgeAt(edge)
    takeNeighbors(x)
    for (let i: u32 = 0; i < used; i++) {
      const record = records + <usize>i * USED_BYTES
      storeEdge(load<i32>(record, DECIDES), load<u32>(record, SHIFT), HALF, x, rowMemory(i))
    }
    for (let predictor: u32 = 0; predictor < PREDICTOR_COUNT; predictor++) {
      if (((predictors >> predictor) & 1) === 0) continue
      storeEdgePrediction(predictor, x, rowMemory(MAX_USED + predictor))
    }
  }
}

/** Records a row with masks for two properties, whose leaves are plain. */
function recordPairs(channel: Channel, y: u32, tokens: usize): usize {
  const one = masks + RECORDS_AT
  const other = one + USED_BYTES
  fillRows(one, 2)
  const samples = channel.samples + ((<usize>y * channel.stride) << 2)
  const end = (<usize>channel.width) << 2
  const leafList = masks + LEAVES_AT
  const oneRow = rows
  const otherRow = rows + rowBytes
  const predictions = load<usize>(PREDICTION_ROWS + ((<usize>load<u32>(leafList, LEAF_PREDICTOR)) << 2))
  let all: u32 = 0
  for (let at: usize = 0; at < end; at += 4) {
    const oneInterval = <usize>load<u8>(one + load<u32>(oneRow + at), INTERVAL_AT)
    const otherInterval = <usize>load<u8>(other + load<u32>(otherRow + at), INTERVAL_AT)
    const leaves =
      load<u64>(one + (oneInterval << 3), MASKS_AT) & load<u64>(other + (otherInterval << 3), MASKS_AT)
    const value = packSigned(load<i32>(samples + at) - load<i32>(predictions + at))
    all |= value
    const token = load<u32>(leafList + <usize>ctz(leaves) * LEAF_BYTES, LEAF_TOKEN)
    store<u32>(tokens + at, token | (value & MAX_VALUE))
  }
  if (all > MAX_VALUE) hasWideToken = true
  return tokens + end
}

/** Records a row with masks. */
function recordRow(channel: Channel, y: u32, tokens: usize): usize {
  const records = masks + RECORDS_AT
  const used = load<u32>(masks, USED)
  if (used === 2 && load<u32>(masks, IS_PLAIN) === 1) return recordPairs(channel, y, tokens)
  fillRows(records, used)
  const samples = channel.samples + ((<usize>y * channel.stride) << 2)
  const end = (<usize>channel.width) << 2
  const recordsEnd = records + <usize>used * USED_BYTES
  const leafList = masks + LEAVES_AT
  const step = rowBytes
  const firstRow = rows
  for (let at: usize = 0; at < end; at += 4) {
    let leaves: u64 = ~0
    let row = firstRow + at
    for (let record = records; record < recordsEnd; record += USED_BYTES) {
      const interval = <usize>load<u8>(record + load<u32>(row), INTERVAL_AT)
      leaves &= load<u64>(record + (interval << 3), MASKS_AT)
      row += step
    }
    const leaf = leafList + <usize>ctz(leaves) * LEAF_BYTES
    const predictions = load<usize>(PREDICTION_ROWS + ((<usize>load<u32>(leaf, LEAF_PREDICTOR)) << 2))
    let rest = load<i32>(samples + at) - load<i32>(predictions + at) - load<i32>(leaf, LEAF_OFFSET)
    const multiplier = load<i32>(leaf, LEAF_MULTIPLIER)
    if (multiplier !== 1) rest /= multiplier
    const value = packSigned(rest)
    if (value > MAX_VALUE) hasWideToken = true
    store<u32>(tokens + at, load<u32>(leaf, LEAF_TOKEN) | (value & MAX_VALUE))
  }
  return tokens + end
}

/** Records a row with a walk for each sample. */
function walkRow(channel: Channel, y: u32, tokens: usize): usize {
  const samples = channel.samples + ((<usize>y * channel.stride) << 2)
  for (let x: u32 = 0; x < channel.width; x++) {
    const at = (<usize>x) << 2
    takeNeighbors(x)
    let node = root
    let property = load<i32>(node, PROPERTY)
    while (property >= 0) {
      const child = load<u32>(node, CHILD)
      node = nodeAt(tree, anyPropertyOf(property, x) > load<i32>(node, SPLIT) ? child : child + 1)
      property = load<i32>(node, PROPERTY)
    }
    const predicted = predictionOf(load<i32>(node, PREDICTOR), x) + load<i32>(node, OFFSET)
    const value = packSigned((load<i32>(samples + at) - predicted) / load<i32>(node, MULTIPLIER))
    if (value > MAX_VALUE) hasWideToken = true
    store<u32>(tokens + at, (load<u32>(node, CONTEXT) << VALUE_BITS) | (value & MAX_VALUE))
  }
  return tokens + ((<usize>channel.width) << 2)
}
