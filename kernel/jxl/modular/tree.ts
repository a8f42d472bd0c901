/**
 * Meta-adaptive trees (ISO/IEC 18181-1:2022, H.4.1). A tree chooses a sample's context and
 * predictor from its properties. Nodes are added in codestream order: breadth first, the branch for
 * larger values before the other one.
 */
import { aligned } from '../aligned'
import {
  codeBytes,
  countTokens,
  finishCode,
  openCode,
  recordOf,
  TOKENS_MARGIN,
  writeCode,
  writeTokens,
} from '../entropy'
import { packSigned } from '../fields'

/** Byte offsets in a node: property, or -1 for a leaf, and its split value. */
export const NODE_BYTES: usize = 20
export const PROPERTY: usize = 0
export const SPLIT: usize = 4
/** Child index for larger values. The next node is the child for all others. */
export const CHILD: usize = 8
/** Byte offsets in a leaf: context, predictor, number added to predictions, and multiplier. */
export const CONTEXT: usize = 4
export const PREDICTOR: usize = 8
export const OFFSET: usize = 12
export const MULTIPLIER: usize = 16

/** Contexts for a tree's tokens (table H.5). */
const SPLIT_CONTEXT: u32 = 0
const PROPERTY_CONTEXT: u32 = 1
const PREDICTOR_CONTEXT: u32 = 2
const OFFSET_CONTEXT: u32 = 3
const MULTIPLIER_LOG_CONTEXT: u32 = 4
const MULTIPLIER_BITS_CONTEXT: u32 = 5
const TREE_CONTEXTS: u32 = 6

/** Code for a tree's tokens: alphabet for 18-bit values, and maximum number of clusters. */
const ALPHABET_BITS: u32 = 7
const TREE_CLUSTERS: u32 = 4
const LEAF_TOKENS: usize = 5

@unmanaged
export class Tree {
  /** Number of nodes that were added. */
  count: u32
  /** Number of nodes that must still be added. */
  open: u32
  /** Number of leaves that were added, which is the context count. */
  contexts: u32
  maxNodes: u32
}

const TREE_BYTES: usize = 16

/** Returns a tree's size in bytes. */
export function treeBytes(maxNodes: u32): usize {
  return nodesBytes(maxNodes) + tokensBytes(maxNodes) + codeBytes(TREE_CONTEXTS, ALPHABET_BITS, TREE_CLUSTERS)
}

/** Returns the size in bytes of a tree's tokens. Compiled nodes take less (`walk.ts`). */
function tokensBytes(maxNodes: u32): usize {
  return aligned(<usize>maxNodes * LEAF_TOKENS * 4 + TOKENS_MARGIN)
}

function nodesBytes(maxNodes: u32): usize {
  return aligned(TREE_BYTES + <usize>maxNodes * NODE_BYTES)
}

/**
 * Opens a tree without nodes.
 * @param address address of `treeBytes` bytes, a multiple of 16
 * @returns `address`
 */
export function openTree(address: usize, maxNodes: u32): usize {
  const tree = changetype<Tree>(address)
  tree.count = 0
  tree.open = 1
  tree.contexts = 0
  tree.maxNodes = maxNodes
  return address
}

/** Counts a tree's contexts, one for each leaf. */
export function treeContexts(address: usize): u32 {
  return changetype<Tree>(address).contexts
}

/** Returns a node's address. */
export function nodeAt(address: usize, index: u32): usize {
  return address + TREE_BYTES + <usize>index * NODE_BYTES
}

/** Returns the address after the nodes. Memory with 20 bytes for each node begins there. */
function nodesEnd(address: usize): usize {
  return address + nodesBytes(changetype<Tree>(address).maxNodes)
}

/** Returns a new node's address. */
function add(address: usize): usize {
  const tree = changetype<Tree>(address)
  if (tree.open === 0 || tree.count + tree.open > tree.maxNodes) unreachable()
  tree.open--
  return nodeAt(address, tree.count++)
}

/**
 * Adds a node that splits. Its children follow after all nodes that are already expected.
 * @param value largest property value for which the second child is taken
 */
export function addSplit(address: usize, property: i32, value: i32): void {
  const node = add(address)
  const tree = changetype<Tree>(address)
  store<i32>(node, property, PROPERTY)
  store<i32>(node, value, SPLIT)
  store<u32>(node, tree.count + tree.open, CHILD)
  tree.open += 2
}

/**
 * Adds a leaf. A sample is its prediction, plus `offset`, plus `multiplier` times the residual.
 * @returns context for the leaf: the number of leaves before it
 */
export function addLeaf(address: usize, predictor: i32, offset: i32 = 0, multiplier: i32 = 1): u32 {
  const node = add(address)
  const tree = changetype<Tree>(address)
  store<i32>(node, -1, PROPERTY)
  store<u32>(node, tree.contexts, CONTEXT)
  store<i32>(node, predictor, PREDICTOR)
  store<i32>(node, offset, OFFSET)
  store<i32>(node, multiplier, MULTIPLIER)
  return tree.contexts++
}

/** Writes a complete tree with its code (H.4.2). */
export function writeTree(address: usize): void {
  const tree = changetype<Tree>(address)
  if (tree.open > 0) unreachable()
  const tokens = nodesEnd(address)
  const rest = tokens + tokensBytes(tree.maxNodes)
  const code = openCode(rest, TREE_CONTEXTS, ALPHABET_BITS, TREE_CLUSTERS)
  let to = tokens
  for (let i: u32 = 0; i < tree.count; i++) to = recordNode(nodeAt(address, i), to)
  const count = <u32>((to - tokens) >> 2)
  countTokens(code, tokens, count)
  finishCode(code)
  writeCode(code)
  writeTokens(code, tokens, count)
}

function record(to: usize, context: u32, value: u32): usize {
  store<u32>(to, recordOf(context, value))
  return to + 4
}

function recordNode(node: usize, tokens: usize): usize {
  const property = load<i32>(node, PROPERTY)
  let to = record(tokens, PROPERTY_CONTEXT, property + 1)
  if (property >= 0) return record(to, SPLIT_CONTEXT, packSigned(load<i32>(node, SPLIT)))
  const multiplier = load<u32>(node, MULTIPLIER)
  const log = ctz(multiplier)
  to = record(to, PREDICTOR_CONTEXT, load<u32>(node, PREDICTOR))
  to = record(to, OFFSET_CONTEXT, packSigned(load<i32>(node, OFFSET)))
  to = record(to, MULTIPLIER_LOG_CONTEXT, log)
  return record(to, MULTIPLIER_BITS_CONTEXT, (multiplier >> log) - 1)
}
