/**
 * Tree plans. A plan is made from the leaves to the root, and then added to a tree in codestream
 * order.
 */
import { aligned } from '../aligned'
import { addLeaf, addSplit } from './tree'

/** Byte offsets in a node: property, or -1 for a leaf, split, and indices of the two children. */
const NODE_BYTES: usize = 16
const SPLIT: usize = 4
const ABOVE: usize = 8
const BELOW: usize = 12

let nodes: usize = 0
let queue: usize = 0
let count: u32 = 0
let limit: u32 = 0

/** Returns a plan's size in bytes. */
export function planBytes(maxNodes: u32): usize {
  return aligned(<usize>maxNodes * (NODE_BYTES + 4))
}

/**
 * Begins a plan.
 * @param address address of `planBytes` bytes
 */
export function openPlan(address: usize, maxNodes: u32): void {
  nodes = address
  queue = address + <usize>maxNodes * NODE_BYTES
  count = 0
  limit = maxNodes
}

function nodeOf(index: u32): usize {
  return nodes + <usize>index * NODE_BYTES
}

function add(property: i32, split: i32, above: u32, below: u32): u32 {
  if (count === limit) unreachable()
  const node = nodeOf(count)
  store<i32>(node, property)
  store<i32>(node, split, SPLIT)
  store<u32>(node, above, ABOVE)
  store<u32>(node, below, BELOW)
  return count++
}

/** Adds a leaf with a predictor, and returns its index. */
export function planLeaf(predictor: i32): u32 {
  return add(-1, predictor, 0, 0)
}

/**
 * Adds a split, and returns its index.
 * @param above child index for values above `split`
 * @param below child index for all other values
 */
export function planSplit(property: i32, split: i32, above: u32, below: u32): u32 {
  return add(property, split, above, below)
}

let grid: usize = 0
let gridCount: u32 = 0
let gridShift: u32 = 0
let gridPredictor: i32 = 0

/**
 * Sets the splits for `planGrid`.
 * @param splits address of both properties' splits in ascending order, each an 8-bit number
 * @param splitCount number of splits
 * @param shift bit count by which stored splits are shifted
 */
export function setGrid(splits: usize, splitCount: u32, shift: u32): void {
  grid = splits
  gridCount = splitCount
  gridShift = shift
}

/**
 * Adds splits for two properties, so that each pair of intervals has a leaf.
 * @returns root index
 */
export function planGrid(one: i32, other: i32, predictor: i32): u32 {
  gridPredictor = predictor
  return planIntervals(one, other, 0, gridCount)
}

/** Adds the splits from `from` to `to - 1`. Each interval is then split by the next property. */
function planIntervals(property: i32, next: i32, from: u32, to: u32): u32 {
  if (from === to) return next < 0 ? planLeaf(gridPredictor) : planIntervals(next, -1, 0, gridCount)
  const middle = (from + to) >> 1
  const above = planIntervals(property, next, middle + 1, to)
  const below = planIntervals(property, next, from, middle)
  const split = ((<i32>load<i8>(grid + middle) + 1) << gridShift) - 1
  return planSplit(property, split, above, below)
}

/** Adds a plan to a tree that has no nodes yet. */
export function addPlan(tree: usize, root: u32): void {
  store<u32>(queue, root)
  let added: u32 = 1
  for (let i: u32 = 0; i < added; i++) {
    const node = nodeOf(load<u32>(queue + 4 * <usize>i))
    const property = load<i32>(node)
    const split = load<i32>(node, SPLIT)
    if (property < 0) {
      addLeaf(tree, split)
      continue
    }
    addSplit(tree, property, split)
    store<u32>(queue + 4 * <usize>added, load<u32>(node, ABOVE))
    store<u32>(queue + 4 * <usize>(added + 1), load<u32>(node, BELOW))
    added += 2
  }
}
