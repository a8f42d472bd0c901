import type { BitReader } from '../bits.ts'
import type { EntropyCode } from '../entropy/entropy-code.ts'
import { readEntropyCode } from '../entropy/read-entropy-code.ts'
import { SymbolReader } from '../entropy/symbol-reader.ts'
import { unpackSigned } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'

/** Node of a meta-adaptive tree (ISO/IEC 18181-1:2022, H.4). */
export interface TreeNode {
  /** Property that the node compares; −1 for leaves. */
  readonly property: number
  readonly split: number
  /** Node if the property is greater than `split`. */
  readonly greater: TreeNode | undefined
  readonly other: TreeNode | undefined
  /** Leaf's context. In trees from `pruneTree` it is that context's cluster. */
  readonly context: number
  readonly predictor: number
  readonly offset: number
  readonly multiplier: number
}

/** A tree with the code of its leaves' contexts. */
export interface TreeCode {
  readonly root: TreeNode
  readonly code: EntropyCode
}

/** Contexts of a tree's own numbers (ISO/IEC 18181-1:2022, H.4.2). */
const CONTEXT = { split: 0, property: 1, predictor: 2, offset: 3, multiplierLog: 4, multiplierBits: 5 }
const CONTEXTS = 6

const PREDICTORS = 14

const MAX_PROPERTY = 255

/** Maximum number of decisions between the root and a leaf. */
const MAX_HEIGHT = 2048

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

const LEAF: TreeNode = {
  property: -1,
  split: 0,
  greater: undefined,
  other: undefined,
  context: 0,
  predictor: 0,
  offset: 0,
  multiplier: 1,
}

function readLeaf(symbols: SymbolReader, context: number): TreeNode {
  const predictor = symbols.read(CONTEXT.predictor)
  if (predictor >= PREDICTORS) throw new JxlError(`the predictor ${predictor} is unknown`)
  const offset = unpackSigned(symbols.read(CONTEXT.offset))
  const log = symbols.read(CONTEXT.multiplierLog)
  const bits = symbols.read(CONTEXT.multiplierBits)
  if (log > 30 || bits >= 2 ** (31 - log) - 1) throw new JxlError('a multiplier is too large')
  return { ...LEAF, context, predictor, offset, multiplier: (bits + 1) * 2 ** log }
}

/** A place for a node that is not read yet. */
interface Slot {
  readonly parent: Mutable<TreeNode> | undefined
  readonly side: 'greater' | 'other'
  readonly height: number
}

function readNodes(symbols: SymbolReader, maxNodes: number): { root: TreeNode; leaves: number } {
  const slots: Slot[] = [{ parent: undefined, side: 'other', height: 0 }]
  let root: TreeNode | undefined
  let leaves = 0
  // The loop visits the slots that it adds.
  for (const { parent, side, height } of slots) {
    if (slots.length > maxNodes || height > MAX_HEIGHT) throw new JxlError('a tree is too large')
    const property = symbols.read(CONTEXT.property) - 1
    if (property > MAX_PROPERTY) throw new JxlError(`the property ${property} is unknown`)
    let node: Mutable<TreeNode>
    if (property < 0) node = readLeaf(symbols, leaves++)
    else {
      node = { ...LEAF, property, split: unpackSigned(symbols.read(CONTEXT.split)) }
      for (const at of ['greater', 'other'] as const)
        slots.push({ parent: node, side: at, height: height + 1 })
    }
    if (parent) parent[side] = node
    else root = node
  }
  return { root: root ?? LEAF, leaves }
}

/** Reads a tree and the code of its contexts (ISO/IEC 18181-1:2022, H.4.2). */
export function readTreeCode(reader: BitReader, maxNodes: number): TreeCode {
  const symbols = new SymbolReader(readEntropyCode(reader, CONTEXTS), reader)
  const { root, leaves } = readNodes(symbols, maxNodes)
  symbols.finish()
  return { root, code: readEntropyCode(reader, leaves) }
}

/** Takes the decisions that a channel and its stream determine, and looks up clusters. */
export function pruneTree(node: TreeNode, channel: number, stream: number, map: Uint8Array): TreeNode {
  const { property, split, greater, other } = node
  if (!greater || !other) return { ...node, context: map[node.context] ?? 0 }
  if (property < 2) {
    return pruneTree((property === 0 ? channel : stream) > split ? greater : other, channel, stream, map)
  }
  return {
    ...node,
    greater: pruneTree(greater, channel, stream, map),
    other: pruneTree(other, channel, stream, map),
  }
}

/** Returns the properties and predictors of a tree. */
export function usesOf(node: TreeNode): { maxProperty: number; isWeighted: boolean } {
  if (!node.greater || !node.other) return { maxProperty: -1, isWeighted: node.predictor === 6 }
  const [a, b] = [usesOf(node.greater), usesOf(node.other)]
  return {
    maxProperty: Math.max(node.property, a.maxProperty, b.maxProperty),
    isWeighted: node.property === 15 || a.isWeighted || b.isWeighted,
  }
}
