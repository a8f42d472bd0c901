/**
 * The picture's tree. Each channel has its own tree. The fast encoder has a fixed tree for
 * channels. All other trees are learned from windows that are spread over the picture.
 */
import {
  addPlan,
  CHANNEL,
  chooseRct,
  GRADIENT,
  INDEXED,
  LEARN_BYTES,
  learnTree,
  MAX_LEAVES,
  NW_MINUS_N,
  openLearning,
  openPlan,
  openSamples,
  openTree,
  planBytes,
  planGrid,
  planLeaf,
  planSplit,
  RCT_NONE,
  SAMPLE_BYTES,
  STREAM,
  setGrid,
  TABLES_BYTES,
  THOROUGH,
  takeChannelSamples,
  transformColors,
  W_MINUS_NW,
} from '../modular'
import { channels, colors, count, hasPalette, samplesOf, takeGroup } from './planes'

/** Maximum number of nodes, for four channels. */
export const MAX_NODES: u32 = 8 * MAX_LEAVES + 8
/** Maximum number of contexts. */
export const MAX_CONTEXTS: u32 = 4 * MAX_LEAVES + 2
/** The fast encoder takes one in `FAST_SHARE` samples. */
const FAST_SHARE: usize = 8
/**
 * Splits for two neighbor differences in the fixed tree. A channel's 49 leaves have masks (see
 * `masks.ts`), and clusters join those that are alike.
 */
const SPLITS: usize = memory.data<i8>([-25, -10, -3, 2, 9, 24])
const SPLIT_COUNT: u32 = 6
/** Window side. */
const WINDOW: u32 = 48

/** Fractions that spread the windows: the golden ratio's two-dimensional counterparts. */
const SPREAD_X: f64 = 0.7548776662466927
const SPREAD_Y: f64 = 0.5698402909980532

/** Returns the size in bytes of the memory for making a tree. */
export function treeMakerBytes(): usize {
  return planBytes(MAX_NODES) + LEARN_BYTES + TABLES_BYTES
}

let memoryStart: usize = 0
let samples: usize = 0
let maxSamples: usize = 0

/**
 * Sets the memory for making trees.
 * @param address address of `treeMakerBytes` bytes
 * @param samplesAddress memory for samples
 * @param count maximum number of samples, not more than in a group
 */
export function openTreeMaker(address: usize, samplesAddress: usize, count: usize): void {
  memoryStart = address
  samples = samplesAddress
  maxSamples = count
}

/**
 * Makes the tree for the picture whose parts `takeGroup` takes.
 * @param tree tree address
 * @param isThorough `true` if the weighted predictor may be used, which takes more time
 */
export function makeTree(tree: usize, width: u32, height: u32, depth: u32, isThorough: bool): void {
  openPlan(memoryStart, MAX_NODES)
  if (!isThorough && !hasPalette) {
    addPlan(openTree(tree, MAX_NODES), planFixed(depth))
    return
  }
  openLearning(memoryStart + planBytes(MAX_NODES))
  openSamples(memoryStart + planBytes(MAX_NODES) + LEARN_BYTES, depth, hasPalette ? INDEXED : THOROUGH)
  const pixels = <f64>width * <f64>height
  const taken = isThorough ? maxSamples : maxSamples / FAST_SHARE
  const isSmall = pixels <= <f64>taken
  const wide = isSmall ? width : min(width, WINDOW)
  const high = isSmall ? height : min(height, WINDOW)
  const windows: u32 = isSmall ? 1 : <u32>max(taken / (wide * high), 1)
  let root: u32 = 0
  for (let channel: u32 = 0; channel < count; channel++) {
    let end = samples
    for (let i: u32 = 0; i < windows; i++) {
      const x = fraction(<f64>i * SPREAD_X) * <f64>(width - wide)
      const y = fraction(<f64>i * SPREAD_Y) * <f64>(height - high)
      loadWindow(<u32>x, <u32>y, wide, high)
      end = takeChannelSamples(channels, channel, end)
    }
    const found = <f64>((end - samples) / SAMPLE_BYTES)
    const subtree = learnTree(samples, end, found > 0 ? pixels / found : 1, MAX_LEAVES)
    root = channel === 0 ? subtree : planSplit(CHANNEL, channel - 1, subtree, root)
  }
  if (hasPalette) {
    // The global stream's first channel has the palette. All other channels have indices.
    const single = planSplit(CHANNEL, 0, root, planLeaf(GRADIENT))
    root = planSplit(STREAM, 0, root, single)
  }
  addPlan(openTree(tree, MAX_NODES), root)
}

/** Plans the fixed tree: all channels have the same splits. */
function planFixed(depth: u32): u32 {
  // Small differences are also frequent in 16-bit samples.
  const shift = (depth - 8) >> 1
  setGrid(SPLITS, SPLIT_COUNT, shift)
  let root: u32 = 0
  for (let channel: u32 = 0; channel < count; channel++) {
    const subtree = planGrid(W_MINUS_NW, NW_MINUS_N, GRADIENT)
    root = channel === 0 ? subtree : planSplit(CHANNEL, channel - 1, subtree, root)
  }
  return root
}

function fraction(value: f64): f64 {
  return value - floor(value)
}

/** Loads a window, with the color transform that suits it. */
function loadWindow(left: u32, top: u32, width: u32, height: u32): void {
  takeGroup(left, top, width, height)
  if (colors < 3 || hasPalette) return
  const type = chooseRct(samplesOf(0), samplesOf(1), samplesOf(2), width, height)
  if (type !== RCT_NONE) transformColors(type, samplesOf(0), samplesOf(1), samplesOf(2), width * height)
}
