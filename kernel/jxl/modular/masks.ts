/**
 * Tree leaves without walks. For each property, a 64-bit mask has the leaves that a value leaves
 * possible. The masks for all properties have a single bit in common, the leaf's bit.
 *
 * Nodes that decide by channel or stream are skipped first. A subtree with too many leaves, or with
 * splits that are too far apart, has no masks.
 */
import { VALUE_BITS } from '../entropy'
import { CHANNEL, EARLIER, EARLIER_PROPERTIES, isFixed, WEIGHTED, WEIGHTED_ERROR } from './properties'
import { CHILD, CONTEXT, MULTIPLIER, nodeAt, OFFSET, PREDICTOR, PROPERTY, SPLIT } from './tree'

/** Maximum number of leaves with masks, each of which has a bit in a mask. */
export const MAX_LEAVES: u32 = 64
/** Maximum number of properties that decide. */
export const MAX_USED: u32 = 16
/** Property values are looked up from -HALF to HALF - 1, after `shift`. */
export const HALF: i32 = 512
/** Maximum number of intervals in a property. */
const INTERVALS: u32 = 64

/** Byte offset of the property in the record for a property that decides. */
export const DECIDES: usize = 0
/** Byte offset of the shift that reduces the property's values. */
export const SHIFT: usize = 4
/** Byte offset of the interval for each value, each an 8-bit number. */
export const INTERVAL_AT: usize = 8
/** Byte offset of the interval masks. */
export const MASKS_AT: usize = INTERVAL_AT + 2 * <usize>HALF
/** Record size in bytes. */
export const USED_BYTES: usize = MASKS_AT + <usize>INTERVALS * 8

/** Byte offset of the root in a channel's masks. */
export const ROOT: usize = 0
/** Byte offset of the property count. */
export const USED: usize = 4
/** Byte offset of a flag: 1 if the weighted predictor is needed. */
export const HAS_WEIGHTED: usize = 8
/** Byte offset of the earlier-channel count, for channels whose properties decide. */
export const EARLIER_COUNT: usize = 12
/** Byte offset of a mask with a bit for each predictor that the leaves use. */
export const PREDICTORS: usize = 16
/**
 * Byte offset of a flag: 1 if all leaves have the offset 0, the multiplier 1 and the same
 * predictor.
 */
export const IS_PLAIN: usize = 20
/** Byte offset of the leaves. */
export const LEAVES_AT: usize = 32
/** Byte offset of the predictor in a leaf. */
export const LEAF_PREDICTOR: usize = 0
/** Byte offset of the context, as in a recorded token. */
export const LEAF_TOKEN: usize = 4
/** Byte offset of the number that is added to predictions. */
export const LEAF_OFFSET: usize = 8
/** Byte offset of the multiplier. */
export const LEAF_MULTIPLIER: usize = 12
/** Leaf size in bytes. */
export const LEAF_BYTES: usize = 16
/** Byte offset of the property records. */
export const RECORDS_AT: usize = LEAVES_AT + <usize>MAX_LEAVES * LEAF_BYTES
/** Bytes for a channel's masks. */
export const MASKS_BYTES: usize = RECORDS_AT + <usize>MAX_USED * USED_BYTES

let tree: usize = 0
let masks: usize = 0
let leaves: u32 = 0
let used: u32 = 0

/** Returns the first node from a node on that does not decide by channel or stream. */
export function skipFixed(node: usize, treeAddress: usize, channel: i32, stream: i32): usize {
  let at = node
  let property = load<i32>(at, PROPERTY)
  while (isFixed(property)) {
    const value = property === CHANNEL ? channel : stream
    const child = load<u32>(at, CHILD)
    at = nodeAt(treeAddress, value > load<i32>(at, SPLIT) ? child : child + 1)
    property = load<i32>(at, PROPERTY)
  }
  return at
}

let channel: i32 = 0
let stream: i32 = 0
/** `true` if the masks are the same for all channels and streams with this root. */
export let isFinal = true

/**
 * Makes the masks for a subtree.
 * @param at address of `MASKS_BYTES` bytes
 * @param root address of the first node that does not decide by channel or stream
 * @returns `false` if the subtree has no masks
 */
export function makeMasks(
  at: usize,
  treeAddress: usize,
  root: usize,
  channelIndex: i32,
  streamIndex: i32,
): bool {
  tree = treeAddress
  masks = at
  channel = channelIndex
  stream = streamIndex
  leaves = 0
  used = 0
  isFinal = true
  store<usize>(at, root, ROOT)
  store<u32>(at, 0, HAS_WEIGHTED)
  store<u32>(at, 0, EARLIER_COUNT)
  store<u32>(at, 0, PREDICTORS)
  store<u32>(at, 1, IS_PLAIN)
  if (!measure(root)) return false
  if (popcnt(load<u32>(at, PREDICTORS)) > 1) store<u32>(at, 0, IS_PLAIN)
  store<u32>(at, used, USED)
  for (let i: u32 = 0; i < used; i++) if (!makeIntervals(recordAt(i), root)) return false
  leaves = 0
  fill(root)
  return true
}

function recordAt(index: u32): usize {
  return masks + RECORDS_AT + <usize>index * USED_BYTES
}

/** Returns a property's record, or 0 if it has none. */
function recordOf(property: i32): usize {
  for (let i: u32 = 0; i < used; i++) {
    if (load<i32>(recordAt(i), DECIDES) === property) return recordAt(i)
  }
  return 0
}

function childOf(node: usize, isAbove: bool): usize {
  const child = nodeAt(tree, load<u32>(node, CHILD) + (isAbove ? 0 : 1))
  const found = skipFixed(child, tree, channel, stream)
  if (found !== child) isFinal = false
  return found
}

/** Lists the leaves and the properties, with their shifts. */
function measure(node: usize): bool {
  const property = load<i32>(node, PROPERTY)
  if (property < 0) {
    return leaves < MAX_LEAVES && addLeaf(node)
  }
  let record = recordOf(property)
  if (record === 0) {
    if (used === MAX_USED) return false
    record = recordAt(used++)
    store<i32>(record, property, DECIDES)
    store<u32>(record, 31, SHIFT)
    if (property === WEIGHTED_ERROR) store<u32>(masks, 1, HAS_WEIGHTED)
    if (property >= EARLIER) {
      const count: u32 = 1 + (property - EARLIER) / EARLIER_PROPERTIES
      store<u32>(masks, max(load<u32>(masks, EARLIER_COUNT), count), EARLIER_COUNT)
    }
  }
  // Lower bits that are 1 in all splits do not decide.
  store<u32>(record, min(load<u32>(record, SHIFT), <u32>ctz(load<i32>(node, SPLIT) + 1) & 31), SHIFT)
  return measure(childOf(node, true)) && measure(childOf(node, false))
}

function addLeaf(node: usize): bool {
  const leaf = masks + LEAVES_AT + <usize>leaves * LEAF_BYTES
  const predictor = load<i32>(node, PREDICTOR)
  store<i32>(leaf, predictor, LEAF_PREDICTOR)
  store<u32>(leaf, load<u32>(node, CONTEXT) << VALUE_BITS, LEAF_TOKEN)
  store<i32>(leaf, load<i32>(node, OFFSET), LEAF_OFFSET)
  store<i32>(leaf, load<i32>(node, MULTIPLIER), LEAF_MULTIPLIER)
  store<u32>(masks, load<u32>(masks, PREDICTORS) | (1 << predictor), PREDICTORS)
  if (predictor === WEIGHTED) store<u32>(masks, 1, HAS_WEIGHTED)
  if (load<i32>(leaf, LEAF_OFFSET) !== 0 || load<i32>(leaf, LEAF_MULTIPLIER) !== 1) {
    store<u32>(masks, 0, IS_PLAIN)
  }
  leaves++
  return true
}

/** Finds the intervals between a property's splits, and sets all their mask bits. */
function makeIntervals(record: usize, root: usize): bool {
  memory.fill(record + INTERVAL_AT, 0, 2 * <usize>HALF)
  if (!markSplits(record, root)) return false
  let interval: u32 = 0
  for (let i: usize = 0; i < 2 * <usize>HALF; i++) {
    const isSplit = load<u8>(record + INTERVAL_AT + i) !== 0
    store<u8>(record + INTERVAL_AT + i, <u8>interval)
    if (isSplit && ++interval === INTERVALS) return false
  }
  memory.fill(record + MASKS_AT, 255, <usize>INTERVALS * 8)
  return true
}

/** Marks the values after which a property is split. */
function markSplits(record: usize, node: usize): bool {
  const property = load<i32>(node, PROPERTY)
  if (property < 0) return true
  if (property === load<i32>(record, DECIDES)) {
    const split = load<i32>(node, SPLIT) >> load<u32>(record, SHIFT)
    if (split < -HALF || split >= HALF - 1) return false
    store<u8>(record + INTERVAL_AT + <usize>(split + HALF), 1)
  }
  return markSplits(record, childOf(node, true)) && markSplits(record, childOf(node, false))
}

/** Removes leaves from masks, and returns the mask for a subtree's leaves. */
function fill(node: usize): u64 {
  const property = load<i32>(node, PROPERTY)
  if (property < 0) return (<u64>1) << leaves++
  const record = recordOf(property)
  const split = load<i32>(node, SPLIT) >> load<u32>(record, SHIFT)
  const last = <u32>load<u8>(record + INTERVAL_AT + <usize>(split + HALF))
  const above = fill(childOf(node, true))
  const below = fill(childOf(node, false))
  for (let interval: u32 = 0; interval < INTERVALS; interval++) {
    const at = record + MASKS_AT + 8 * <usize>interval
    store<u64>(at, load<u64>(at) & ~(interval > last ? below : above))
  }
  return above | below
}
