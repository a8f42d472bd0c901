/**
 * Tree for all modular streams in a VarDCT frame (ISO/IEC 18181-1:2022, H.4.2, meta-adaptive tree):
 * LF samples, HF metadata and alpha. Nodes are added breadth first, so a queue has the subtrees
 * that follow.
 */
import { alloc } from '../../heap'
import {
  CHANNEL,
  GRADIENT,
  LEFT,
  ROW,
  STREAM,
  W,
  W_PLUS_N_MINUS_NW,
  WEIGHTED,
  WEIGHTED_ERROR,
  ZERO,
} from '../modular/properties'
import { addLeaf, addSplit, openTree, treeBytes, treeContexts } from '../modular/tree'
import { lfGroups } from './sections'

/** Sharpness in the edge-preserving filter for all blocks, which its leaf predicts. */
const SHARPNESS: i32 = 4

const MAX_NODES: u32 = 128
const QUEUE_ITEMS: usize = MAX_NODES
const ITEM_BYTES: usize = 12

/** Subtrees that split by stream, channel or row. */
const ROOT: i32 = 0
const HIGH_STREAMS: i32 = 1
const LOW_STREAMS: i32 = 2
const LF: i32 = 3
const LF_CHROMA: i32 = 4
const METADATA: i32 = 5
const BLOCKS_OR_SHARPNESS: i32 = 6
const BLOCKS: i32 = 7
/** Subtrees with a single leaf. */
const CORRELATION: i32 = 8
const SHARP: i32 = 9
/** Subtrees that split by the thresholds in a list. */
const LF_LIST: i32 = 10
const STRATEGY_LIST: i32 = 11
const QUANT_LIST: i32 = 12
const ALPHA_LIST: i32 = 13

/** Ascending thresholds: weighted-predictor errors, strategies, quantizers and alpha. */
const LF_SPLITS: usize = memory.data<i16>([-60, -22, -8, -3, 3, 8, 22, 60])
const STRATEGY_SPLITS: usize = memory.data<i16>([0, 4, 6])
const QUANT_SPLITS: usize = memory.data<i16>([6])
const ALPHA_SPLITS: usize = memory.data<i16>([0, 127, 254])

/** Tree address. */
export let frameTree: usize = 0
/** Context for all blocks' sharpness. */
export let sharpnessContext: u32 = 0
/** Contexts for strategies and for quantizers, by the number of thresholds that are below. */
const STRATEGY_CONTEXTS: usize = memory.data(4)
const QUANT_CONTEXTS: usize = memory.data(8)

let queue: usize = 0
let first: usize = 0
let last: usize = 0

/** Allocates the memory for the tree. */
export function openFrameTree(): void {
  frameTree = alloc(treeBytes(MAX_NODES))
  queue = alloc(QUEUE_ITEMS * ITEM_BYTES)
}

/** Returns the maximum number of contexts in a tree. */
export function maxTreeContexts(): u32 {
  return MAX_NODES / 2
}

/**
 * Builds the tree.
 * @param hasAlpha `true` if the frame has alpha
 * @returns context count
 */
export function buildFrameTree(hasAlpha: bool): u32 {
  openTree(frameTree, MAX_NODES)
  first = queue
  last = queue
  push(ROOT, 0, 0)
  while (first < last) {
    const kind = load<i32>(first)
    const from = load<i32>(first, 4)
    const end = load<i32>(first, 8)
    first += ITEM_BYTES
    if (kind >= LF_LIST) addList(kind, from, end)
    else add(kind, hasAlpha)
  }
  return treeContexts(frameTree)
}

function push(kind: i32, from: i32, end: i32): void {
  store<i32>(last, kind)
  store<i32>(last, from, 4)
  store<i32>(last, end, 8)
  last += ITEM_BYTES
}

/** Adds a split, and queues the subtrees for larger values and for all others. */
function split(property: i32, value: i32, larger: i32, other: i32): void {
  addSplit(frameTree, property, value)
  push(larger, 0, sizeOf(larger))
  push(other, 0, sizeOf(other))
}

/** Counts a list's thresholds. */
function sizeOf(kind: i32): i32 {
  return kind === LF_LIST ? 8 : kind === QUANT_LIST ? 1 : 3
}

function add(kind: i32, hasAlpha: bool): void {
  // Stream numbers (H.4.1): LfGlobal, LF samples, LF groups, metadata, tables and groups.
  if (kind === ROOT)
    split(STREAM, 2 * lfGroups, hasAlpha ? HIGH_STREAMS : METADATA, hasAlpha ? LOW_STREAMS : LF)
  else if (kind === HIGH_STREAMS) split(STREAM, 3 * lfGroups, ALPHA_LIST, METADATA)
  else if (kind === LOW_STREAMS) split(STREAM, 0, LF, ALPHA_LIST)
  else if (kind === LF) split(CHANNEL, 0, LF_CHROMA, LF_LIST)
  else if (kind === LF_CHROMA) split(CHANNEL, 1, LF_LIST, LF_LIST)
  else if (kind === METADATA) split(CHANNEL, 1, BLOCKS_OR_SHARPNESS, CORRELATION)
  else if (kind === BLOCKS_OR_SHARPNESS) split(CHANNEL, 2, SHARP, BLOCKS)
  else if (kind === BLOCKS) split(ROW, 0, QUANT_LIST, STRATEGY_LIST)
  else if (kind === CORRELATION) addLeaf(frameTree, GRADIENT)
  else sharpnessContext = addLeaf(frameTree, ZERO, SHARPNESS)
}

/** Adds the part of a list between two thresholds: a balanced tree, or a leaf. */
function addList(kind: i32, from: i32, end: i32): void {
  if (from === end) {
    const predictor =
      kind === LF_LIST ? WEIGHTED : kind === STRATEGY_LIST ? ZERO : kind === QUANT_LIST ? LEFT : GRADIENT
    const context = addLeaf(frameTree, predictor)
    if (kind === STRATEGY_LIST) store<u8>(STRATEGY_CONTEXTS + from, <u8>context)
    if (kind === QUANT_LIST) store<u8>(QUANT_CONTEXTS + from, <u8>context)
    return
  }
  const middle = (from + end) >> 1
  const isSequence = kind === STRATEGY_LIST || kind === QUANT_LIST
  const property = kind === LF_LIST ? WEIGHTED_ERROR : isSequence ? W : W_PLUS_N_MINUS_NW
  addSplit(frameTree, property, load<i16>(splitsOf(kind) + 2 * <usize>middle))
  push(kind, middle + 1, end)
  push(kind, from, middle)
}

function splitsOf(kind: i32): usize {
  if (kind === LF_LIST) return LF_SPLITS
  if (kind === STRATEGY_LIST) return STRATEGY_SPLITS
  return kind === QUANT_LIST ? QUANT_SPLITS : ALPHA_SPLITS
}

/** Returns the context for a strategy whose predecessor has the given value. */
export function strategyContext(left: i32): u32 {
  return load<u8>(STRATEGY_CONTEXTS + indexOf(STRATEGY_LIST, left))
}

/** Returns the context for a quantizer whose predecessor has the given value. */
export function quantContext(left: i32): u32 {
  return load<u8>(QUANT_CONTEXTS + indexOf(QUANT_LIST, left))
}

function indexOf(kind: i32, value: i32): usize {
  const count = sizeOf(kind)
  let index = 0
  while (index < count && value > load<i16>(splitsOf(kind) + 2 * <usize>index)) index++
  return index
}
