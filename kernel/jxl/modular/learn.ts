/**
 * Tree learning. A node is split by the property, and at the value, that saves most bits for its
 * samples, as long as the split saves more than another context costs.
 */
import { entropyOf } from '../entropy/entropy'
import { HYBRID, tokenExtraCount } from '../entropy/hybrid'
import { MAX_LEAVES } from './masks'
import { planLeaf, planSplit } from './plan'
import {
  BUCKETS,
  bucketsOf,
  firstProperty,
  PREDICTOR_COUNT,
  PROPERTY_COUNT,
  predictorAt,
  propertyAt,
  SAMPLE_BYTES,
  SYMBOLS,
  splitAfter,
} from './samples'

/**
 * Bits that a split must save in the whole picture: an estimate for its node and for a histogram
 * with about 12 symbols (see `cluster.ts`).
 */
const SPLIT_BITS: f64 = 70
/**
 * Minimum number of samples in a node that is split. The gain from fewer samples is mostly noise.
 */
const MIN_SAMPLES: usize = 32
/** Approximate number of samples that are looked at in a node. It bounds the time for a node. */
const LOOKED_AT: usize = 8192

const ROW: usize = <usize>SYMBOLS * 4
/** Token counts: by bucket, on both sides of a split, and in the whole node. */
const COUNTS_BYTES: usize = (<usize>BUCKETS + 3) * ROW

let buckets: usize = 0
let below: usize = 0
let above: usize = 0
let whole: usize = 0

/** A node in the tree that is learned. */
@unmanaged
class Node {
  /** The node's samples. */
  from: usize
  to: usize
  /** Best predictor's index. */
  predictor: u32
  /** Indices of the property and the last bucket below the best split. */
  property: u32
  bucket: u32
  /** Index of the node below the split; the node above it follows. 0 for a leaf. */
  below: u32
  /** Bits that the split saves in the samples. */
  gain: f64
}

const MAX_NODES: usize = 2 * <usize>MAX_LEAVES
const NODE_BYTES: usize = 32

let nodes: usize = 0
let count: u32 = 0

let bestPredictor: u32 = 0
/** Distance between samples that are looked at, in bytes. */
let step: usize = SAMPLE_BYTES
/** Number of different tokens in the node, rounded up to a multiple of 4. */
let symbols: u32 = SYMBOLS

/** Size in bytes of the memory for learning. */
export const LEARN_BYTES: usize = COUNTS_BYTES + MAX_NODES * NODE_BYTES

/** @param address address of `LEARN_BYTES` bytes, a multiple of 16 */
export function openLearning(address: usize): void {
  buckets = address
  below = address + <usize>BUCKETS * ROW
  above = below + ROW
  whole = above + ROW
  nodes = address + COUNTS_BYTES
}

/**
 * Learns a tree from samples, which are sorted by it, and adds it to the plan. The node whose split
 * saves most bits is always split first.
 * @param from first sample's address
 * @param to address after the last sample
 * @param share number of picture samples that each sample stands for
 * @param maxLeaves maximum number of leaves, at most `MAX_LEAVES`
 * @returns root index in the plan
 */
export function learnTree(from: usize, to: usize, share: f64, maxLeaves: u32): u32 {
  count = 0
  addNode(from, to)
  for (let leaves: u32 = 1; leaves < maxLeaves; leaves++) {
    const best = bestNode()
    if (best.gain * share < SPLIT_BITS) break
    best.gain = 0
    best.below = count
    const middle = partition(best.from, best.to, best.property, best.bucket)
    addNode(best.from, middle)
    addNode(middle, best.to)
  }
  return planNode(0)
}

function nodeOf(index: u32): Node {
  return changetype<Node>(nodes + <usize>index * NODE_BYTES)
}

/** Returns the node whose split saves most bits. */
function bestNode(): Node {
  let best = nodeOf(0)
  for (let i: u32 = 1; i < count; i++) if (nodeOf(i).gain > best.gain) best = nodeOf(i)
  return best
}

/** Adds a node, and finds its best predictor and split. */
function addNode(from: usize, to: usize): void {
  const node = nodeOf(count++)
  node.from = from
  node.to = to
  node.below = 0
  node.gain = 0
  setStep(from, to)
  const bits = choosePredictor(from, to)
  node.predictor = bestPredictor
  if (to - from >= MIN_SAMPLES * SAMPLE_BYTES) findSplit(node, bits)
}

/** Adds a node and its descendants to the plan, and returns its index there. */
function planNode(index: u32): u32 {
  const node = nodeOf(index)
  if (node.below === 0) return planLeaf(predictorAt(node.predictor))
  const below = planNode(node.below)
  const above = planNode(node.below + 1)
  return planSplit(propertyAt(node.property), splitAfter(node.property, node.bucket), above, below)
}

/** Sets the distance between samples that are looked at. */
function setStep(from: usize, to: usize): void {
  step = max((to - from) / SAMPLE_BYTES / LOOKED_AT, 1) * SAMPLE_BYTES
}

/** Chooses the best predictor, and returns the bits that the samples take with it. */
function choosePredictor(from: usize, to: usize): f64 {
  let best = f64.MAX_VALUE
  for (let predictor: u32 = 0; predictor < PREDICTOR_COUNT; predictor++) {
    countTokens(from, to, predictor, whole)
    const bits = entropyOf(whole, SYMBOLS) + extraBits(whole)
    if (bits >= best) continue
    best = bits
    bestPredictor = predictor
  }
  countTokens(from, to, bestPredictor, whole)
  symbols = SYMBOLS
  while (symbols > 4 && !v128.any_true(v128.load(whole + 4 * <usize>(symbols - 4)))) symbols -= 4
  return entropyOf(whole, symbols)
}

function countTokens(from: usize, to: usize, predictor: u32, counts: usize): void {
  memory.fill(counts, 0, ROW)
  for (let at = from + PROPERTY_COUNT + predictor; at < to; at += step) {
    const place = counts + ((<usize>load<u8>(at)) << 2)
    store<u32>(place, load<u32>(place) + 1)
  }
}

function extraBits(counts: usize): f64 {
  let sum: f64 = 0
  for (let token: u32 = 16; token < SYMBOLS; token++) {
    sum += <f64>load<u32>(counts + 4 * <usize>token) * <f64>tokenExtraCount(token, HYBRID)
  }
  return sum
}

/**
 * Finds the split after which a node's samples take the fewest bits.
 * @param bits number of bits without a split
 */
function findSplit(node: Node, bits: f64): void {
  for (let property = firstProperty(); property < PROPERTY_COUNT; property++) {
    countBuckets(node.from, node.to, property, node.predictor)
    memory.fill(below, 0, ROW)
    memory.copy(above, whole, ROW)
    const last = bucketsOf(property) - 1
    for (let bucket: u32 = 0; bucket < last; bucket++) {
      if (!move(buckets + <usize>bucket * ROW)) continue
      const gain = bits - entropyOf(below, symbols) - entropyOf(above, symbols)
      if (gain <= node.gain) continue
      node.gain = gain
      node.property = property
      node.bucket = bucket
    }
  }
  // The gain is scaled to all samples, not only those that were looked at.
  node.gain *= <f64>(step / SAMPLE_BYTES)
}

function countBuckets(from: usize, to: usize, property: u32, predictor: u32): void {
  memory.fill(buckets, 0, <usize>BUCKETS * ROW)
  for (let at = from; at < to; at += step) {
    const bucket = <usize>load<u8>(at + property)
    const token = <usize>load<u8>(at + PROPERTY_COUNT + predictor)
    const place = buckets + bucket * ROW + (token << 2)
    store<u32>(place, load<u32>(place) + 1)
  }
}

/** Moves a bucket's counts from above a split to below it. Returns `false` if it has none. */
function move(row: usize): bool {
  let moved = i32x4.splat(0)
  for (let at: usize = 0; at < (<usize>symbols) << 2; at += 16) {
    const lane = v128.load(row + at)
    moved = v128.or(moved, lane)
    v128.store(below + at, i32x4.add(v128.load(below + at), lane))
    v128.store(above + at, i32x4.sub(v128.load(above + at), lane))
  }
  return v128.any_true(moved)
}

/** Sorts samples by a split, and returns the address of the first one above it. */
function partition(from: usize, to: usize, property: u32, bucket: u32): usize {
  let low = from
  let high = to
  while (low < high) {
    if (<u32>load<u8>(low + property) <= bucket) {
      low += SAMPLE_BYTES
      continue
    }
    high -= SAMPLE_BYTES
    const sample = v128.load(low)
    v128.store(low, v128.load(high))
    v128.store(high, sample)
  }
  return low
}
