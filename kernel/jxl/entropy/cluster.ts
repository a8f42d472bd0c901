/**
 * Context clustering. The contexts in a cluster share a distribution (ISO/IEC 18181-1:2022, C.2.2).
 * Contexts that are far apart seed the clusters. Each context joins the cluster that suits its
 * tokens best. Finally, clusters are merged if that saves bits.
 *
 * The distance between two histograms is the number of additional bits that their tokens take with
 * a common distribution.
 */

import { aligned } from '../aligned'
import { addCounts, costOf, entropyOf, fillCosts, jointEntropy, totalOf } from './entropy'
import { Code } from './layout'

/**
 * Distance in bits below which a context does not become a seed. A histogram with a few symbols
 * takes about as many bits.
 */
const MIN_DISTANCE: f64 = 40
/**
 * Estimated bits that a histogram takes in the codestream: a fixed part, and a part for each
 * symbol. Frequency lengths take 3 to 7 bits (table C.4), and most frequencies 1 or 2 more.
 */
const HISTOGRAM_BITS: f64 = 12
const SYMBOL_BITS: f64 = 5
/**
 * Minimum token count for a context that becomes a seed. Fewer tokens do not pay for a histogram.
 */
const MIN_TOKENS: u32 = 16
/**
 * Number of rounds that assign each context to the nearest cluster. The first round compares
 * contexts with the seeds only, the second with all contexts in a cluster.
 */
const ROUNDS: i32 = 2
/** Marks a cluster that has no new number yet. */
const NONE: u32 = 255

let counts: usize = 0
let rowShift: u32 = 0
let size: u32 = 0
let contexts: u32 = 0
let clusters: u32 = 0
let map: usize = 0
let clusterCounts: usize = 0
/** Entropy and distance for each context, each a 32-bit floating-point number. */
let entropies: usize = 0
let distances: usize = 0
/** Entropy for each cluster, a 64-bit floating-point number. */
let clusterEntropies: usize = 0
/** Token costs for each cluster, from `fillCosts`. */
let costs: usize = 0

/** Chooses a code's clusters, and sets `clusters`, `map` and `clusterCounts`. */
export function clusterContexts(code: Code): void {
  counts = code.counts
  rowShift = code.alphabetBits + 2
  size = (code.symbols + 3) & ~3
  contexts = code.contexts
  map = code.map
  clusterCounts = code.clusterCounts
  entropies = code.scratch
  distances = code.scratch + 4 * contexts
  clusterEntropies = code.scratch + aligned(8 * <usize>contexts)
  costs = code.entries
  chooseSeeds(code.maxClusters)
  if (clusters > 1) {
    for (let round = 0; round < ROUNDS; round++) joinAll()
    mergeClusters()
  } else {
    joinFirst()
  }
  fillEmpty()
  renumber()
  code.clusters = clusters
}

function rowOf(context: u32): usize {
  return counts + ((<usize>context) << rowShift)
}

function clusterRow(cluster: u32): usize {
  return clusterCounts + ((<usize>cluster) << rowShift)
}

/** Returns the address of a cluster's costs. The code's entries overwrite them later. */
function costRow(cluster: u32): usize {
  return costs + ((<usize>cluster) << rowShift)
}

function entropyAt(context: u32): f64 {
  return <f64>load<f32>(entropies + 4 * context)
}

/** Returns `true` if a context has no tokens. */
function isEmpty(context: u32): bool {
  return load<f32>(entropies + 4 * context) < 0
}

function clusterEntropy(cluster: u32): f64 {
  return load<f64>(clusterEntropies + 8 * cluster)
}

/** Starts a new cluster with a context. */
function seed(context: u32): void {
  const row = clusterRow(clusters)
  memory.fill(row, 0, (<usize>1) << rowShift)
  addCounts(row, rowOf(context), size)
  store<f64>(clusterEntropies + 8 * clusters, max(entropyAt(context), 0))
  store<f32>(distances + 4 * context, 0)
  clusters++
}

/**
 * Chooses the context with most tokens, and then always the one that is farthest from all seeds.
 */
function chooseSeeds(maxClusters: u32): void {
  clusters = 0
  let next: u32 = 0
  let most: u32 = 0
  for (let context: u32 = 0; context < contexts; context++) {
    const total = totalOf(rowOf(context), size)
    const entropy: f64 = total > 0 ? entropyOf(rowOf(context), size) : -1
    store<f32>(entropies + 4 * context, <f32>entropy)
    store<f32>(distances + 4 * context, total >= MIN_TOKENS ? f32.MAX_VALUE : 0)
    if (total <= most) continue
    most = total
    next = context
  }
  seed(next)
  while (clusters < maxClusters) {
    next = farthest()
    if (<f64>load<f32>(distances + 4 * next) < MIN_DISTANCE) return
    seed(next)
  }
}

/**
 * Updates each context's distance to the nearest seed, and returns the farthest context. Contexts
 * that are too near to be seeds are left out from then on.
 */
function farthest(): u32 {
  const last = clusterRow(clusters - 1)
  const lastEntropy = clusterEntropy(clusters - 1)
  let best: u32 = 0
  let largest: f32 = -1
  for (let context: u32 = 0; context < contexts; context++) {
    const at = distances + 4 * context
    let distance = load<f32>(at)
    if (distance > 0) {
      const joint = jointEntropy(rowOf(context), last, size)
      distance = min(distance, <f32>(joint - lastEntropy - entropyAt(context)))
      if (<f64>distance < MIN_DISTANCE) distance = 0
      store<f32>(at, distance)
    }
    if (distance <= largest) continue
    largest = distance
    best = context
  }
  return best
}

/** Adds all contexts to the only cluster. */
function joinFirst(): void {
  memory.fill(clusterRow(0), 0, (<usize>1) << rowShift)
  for (let context: u32 = 0; context < contexts; context++) {
    store<u8>(map + context, 0)
    if (!isEmpty(context)) addCounts(clusterRow(0), rowOf(context), size)
  }
}

/** Assigns each context to the cluster with which its tokens take the fewest bits. */
function joinAll(): void {
  for (let cluster: u32 = 0; cluster < clusters; cluster++) {
    fillCosts(clusterRow(cluster), size, costRow(cluster))
    memory.fill(clusterRow(cluster), 0, (<usize>1) << rowShift)
  }
  for (let context: u32 = 0; context < contexts; context++) {
    if (isEmpty(context)) continue
    const row = rowOf(context)
    let best: u32 = 0
    let least = f32.MAX_VALUE
    for (let cluster: u32 = 0; cluster < clusters; cluster++) {
      const cost = costOf(row, costRow(cluster), size)
      if (cost >= least) continue
      least = cost
      best = cluster
    }
    store<u8>(map + context, <u8>best)
    addCounts(clusterRow(best), row, size)
  }
  for (let cluster: u32 = 0; cluster < clusters; cluster++) {
    store<f64>(clusterEntropies + 8 * cluster, entropyOf(clusterRow(cluster), size))
  }
}

/** Gives each context without tokens the preceding context's cluster. */
function fillEmpty(): void {
  let before: u8 = 0
  for (let context: u32 = contexts; context-- > 0; ) if (!isEmpty(context)) before = load<u8>(map + context)
  for (let context: u32 = 0; context < contexts; context++) {
    if (isEmpty(context)) store<u8>(map + context, before)
    before = load<u8>(map + context)
  }
}

/** Estimates the bits that a histogram takes in the codestream. */
function histogramBits(row: usize): f64 {
  let used: f64 = 0
  for (let i: usize = 0; i < size; i++) if (load<u32>(row + 4 * i) > 0) used++
  return used < 2 ? HISTOGRAM_BITS : HISTOGRAM_BITS + SYMBOL_BITS * used
}

/** Merges each cluster with the cluster where merging saves most bits, if it saves any. */
function mergeClusters(): void {
  for (let i = clusters - 1; i > 0 && i < clusters; i--) {
    const row = clusterRow(i)
    const bits = histogramBits(row)
    let best: u32 = 0
    let most: f64 = 0
    let bestJoint: f64 = 0
    for (let j: u32 = 0; j < i; j++) {
      const joint = jointEntropy(row, clusterRow(j), size)
      // The merged histogram takes about as many bits as the larger one.
      const saved = min(bits, histogramBits(clusterRow(j))) - joint + clusterEntropy(i) + clusterEntropy(j)
      if (saved <= most) continue
      most = saved
      best = j
      bestJoint = joint
    }
    if (most > 0) merge(best, i, bestJoint)
  }
}

/** Merges the cluster `second` into `first`, and gives its number to the last cluster. */
function merge(first: u32, second: u32, joint: f64): void {
  addCounts(clusterRow(first), clusterRow(second), size)
  store<f64>(clusterEntropies + 8 * first, joint)
  clusters--
  if (second !== clusters) {
    memory.copy(clusterRow(second), clusterRow(clusters), (<usize>1) << rowShift)
    store<f64>(clusterEntropies + 8 * second, clusterEntropy(clusters))
  }
  for (let context: u32 = 0; context < contexts; context++) {
    const cluster = <u32>load<u8>(map + context)
    if (cluster === second) store<u8>(map + context, <u8>first)
    else if (cluster === clusters) store<u8>(map + context, <u8>second)
  }
}

/**
 * Numbers the clusters in the order in which contexts use them. This order makes the map easier to
 * code, and every number is in use, as the standard demands.
 */
function renumber(): void {
  // The entropies are not needed from here on. The new cluster numbers overwrite them.
  const numbers = clusterEntropies
  memory.fill(numbers, <u8>NONE, clusters)
  let next: u32 = 0
  for (let context: u32 = 0; context < contexts; context++) {
    const cluster = <u32>load<u8>(map + context)
    if (load<u8>(numbers + cluster) !== NONE) continue
    store<u8>(numbers + cluster, <u8>next)
    next++
  }
  for (let context: u32 = 0; context < contexts; context++) {
    store<u8>(map + context, load<u8>(numbers + load<u8>(map + context)))
  }
  sortRows(numbers)
  clusters = next
}

/** Moves each cluster's counts to the place for its new number, by exchanges. */
function sortRows(numbers: usize): void {
  const length = (<usize>1) << rowShift
  for (let i: u32 = 0; i < clusters; ) {
    const number = <u32>load<u8>(numbers + i)
    if (number === i || number >= clusters) {
      i++
      continue
    }
    const one = clusterRow(i)
    const other = clusterRow(number)
    for (let at: usize = 0; at < length; at += 16) {
      const saved = v128.load(one + at)
      v128.store(one + at, v128.load(other + at))
      v128.store(other + at, saved)
    }
    store<u8>(numbers + i, load<u8>(numbers + number))
    store<u8>(numbers + number, <u8>number)
  }
}
