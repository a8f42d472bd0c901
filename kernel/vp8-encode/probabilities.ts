/**
 * Coefficient token probabilities, and the token counts from which they are computed (RFC 6386,
 * 13.3 to 13.5).
 */
import { alloc } from '../heap'
import { BANDS, CONTEXTS, DEFAULTS, NODES, TYPES, UPDATES } from '../vp8/probabilities'
import { priceOf } from './bit-prices'
import { putBool, putNumber } from './writer'

export { CONTEXTS, TYPES }

/** Places in a block. A place after the last level exists, so that loops may read it. */
export const PLACES: usize = 17
/** Length in bytes of a context's probabilities. */
export const PROBABILITY_BYTES: usize = 16
export const PLACE_PROBABILITIES: usize = <usize>CONTEXTS * PROBABILITY_BYTES
const TYPE_PROBABILITIES: usize = PLACES * PLACE_PROBABILITIES

/** Length in bytes of a context's counts, as u32: tokens by class, and block ends (11). */
export const COUNT_BYTES: usize = 64
export const PLACE_COUNTS: usize = <usize>CONTEXTS * COUNT_BYTES
const TYPE_COUNTS: usize = PLACES * PLACE_COUNTS

/** Band for each place (RFC 6386, 13.3). */
const BAND_OF: usize = memory.data<u8>([0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0])

let probabilities: usize = 0
let counts: usize = 0
/** Counts for the decisions 0 and 1 at each node in a band's context, as u32. */
let decisions: usize = 0

export function openProbabilities(): void {
  probabilities = alloc(<usize>TYPES * TYPE_PROBABILITIES)
  counts = alloc(<usize>TYPES * TYPE_COUNTS)
  decisions = alloc(NODES * 8)
}

/** Returns the address of a block type's probabilities at a place, by context. */
export function probabilityRow(type: i32, place: i32): usize {
  return probabilities + <usize>type * TYPE_PROBABILITIES + <usize>place * PLACE_PROBABILITIES
}

/** Returns the address of a block type's counts at a place, by context. */
export function countRow(type: i32, place: i32): usize {
  return counts + <usize>type * TYPE_COUNTS + <usize>place * PLACE_COUNTS
}

/**
 * Place in each context for a probability of one half, after the nodes' probabilities. The levels'
 * signs are written with it.
 */
export const HALF = 15

/** Sets all counts to 0. */
export function resetCounts(): void {
  memory.fill(counts, 0, <usize>TYPES * TYPE_COUNTS)
}

/** Begins a frame: sets the default probabilities, and all counts to 0. */
export function resetProbabilities(): void {
  resetCounts()
  for (let type = 0; type < TYPES; type++) {
    for (let band = 0; band < BANDS; band++) {
      for (let context = 0; context < CONTEXTS; context++) {
        for (let node = 0; node < NODES; node++)
          spread(type, band, context, node, load<u8>(DEFAULTS + indexOf(type, band, context, node)))
        spread(type, band, context, HALF, 128)
      }
    }
  }
}

function indexOf(type: i32, band: i32, context: i32, node: i32): usize {
  return ((type * BANDS + band) * CONTEXTS + context) * NODES + node
}

/** Sets a probability at all places in a band. */
function spread(type: i32, band: i32, context: i32, node: i32, probability: i32): void {
  for (let place = 0; place < <i32>PLACES; place++) {
    if (load<u8>(BAND_OF + place) === band)
      store<u8>(probabilityRow(type, place) + <usize>context * PROBABILITY_BYTES + <usize>node, probability)
  }
}

/**
 * Sets each probability to the counts' probability, if it saves more bits than the header takes for
 * it. Otherwise the probability becomes the default.
 * @param prior decisions with default probabilities that are added to each node's counts, for
 *   counts that will still grow
 */
export function fitProbabilities(prior: u32): void {
  for (let type = 0; type < TYPES; type++) {
    for (let band = 0; band < BANDS; band++) {
      for (let context = 0; context < CONTEXTS; context++) {
        countDecisions(type, band, context)
        for (let node = 0; node < NODES; node++)
          spread(type, band, context, node, fitted(indexOf(type, band, context, node), node, prior))
      }
    }
  }
}

/** Returns the better of a fitted probability and the default. */
function fitted(index: usize, node: i32, prior: u32): i32 {
  const standard = <i32>load<u8>(DEFAULTS + index)
  const assumed = (prior * standard) >> 8
  const zeros = load<u32>(decisions + 8 * node) + assumed
  const ones = load<u32>(decisions + 8 * node, 4) + prior - assumed
  if (zeros + ones === 0) return standard
  const share = <i32>((<u64>zeros * 256 + (<u64>zeros + ones) / 2) / (<u64>zeros + ones))
  const probability = max(1, min(255, share))
  const update = load<u8>(UPDATES + index)
  const header = (8 << 8) + priceOf(1, update) - priceOf(0, update)
  return priceOfAll(zeros, ones, probability) + header < priceOfAll(zeros, ones, standard)
    ? probability
    : standard
}

function priceOfAll(zeros: u32, ones: u32, probability: i32): i64 {
  return <i64>zeros * priceOf(0, probability) + <i64>ones * priceOf(1, probability)
}

/** Adds up the counts in a band's context as decisions at the token tree's nodes. */
function countDecisions(type: i32, band: i32, context: i32): void {
  memory.fill(decisions, 0, NODES * 8)
  for (let place = 0; place < 16; place++) {
    if (load<u8>(BAND_OF + place) !== band) continue
    const from = countRow(type, place) + <usize>context * COUNT_BYTES
    const zero = load<u32>(from)
    const one = load<u32>(from, 4)
    const two = load<u32>(from, 8)
    const three = load<u32>(from, 12)
    const four = load<u32>(from, 16)
    const small1 = load<u32>(from, 20)
    const small2 = load<u32>(from, 24)
    const large3 = load<u32>(from, 28)
    const large4 = load<u32>(from, 32)
    const large5 = load<u32>(from, 36)
    const large6 = load<u32>(from, 40)
    const middle = large3 + large4
    const highest = large5 + large6
    const categories = small1 + small2 + middle + highest
    const few = two + three + four
    const many = few + categories
    // A block cannot end after a level 0, so there is no such decision.
    const undecided = context === 0 && place > 0 ? zerosAt(type, place - 1) : 0
    add(0, load<u32>(from, 44), zero + one + many - undecided)
    add(1, zero, one + many)
    add(2, one, many)
    add(3, few, categories)
    add(4, two, three + four)
    add(5, three, four)
    add(6, small1 + small2, middle + highest)
    add(7, small1, small2)
    add(8, middle, highest)
    add(9, large3, large4)
    add(10, large5, large6)
  }
}

/** Returns the number of 0 levels at a place, in all contexts. */
function zerosAt(type: i32, place: i32): u32 {
  const row = countRow(type, place)
  return load<u32>(row) + load<u32>(row, COUNT_BYTES) + load<u32>(row, 2 * COUNT_BYTES)
}

function add(node: usize, zeros: u32, ones: u32): void {
  const at = decisions + 8 * node
  store<u32>(at, load<u32>(at) + zeros)
  store<u32>(at, load<u32>(at, 4) + ones, 4)
}

/** Returns the place that represents a band. */
function placeOf(band: i32): i32 {
  let place = 0
  while (load<u8>(BAND_OF + place) !== band) place++
  return place
}

/** Writes the probabilities that differ from the defaults (RFC 6386, 13.4). */
export function writeProbabilities(): void {
  for (let type = 0; type < TYPES; type++) {
    for (let band = 0; band < BANDS; band++) {
      const row = probabilityRow(type, placeOf(band))
      for (let context = 0; context < CONTEXTS; context++) {
        for (let node = 0; node < NODES; node++) {
          const index = indexOf(type, band, context, node)
          const probability = load<u8>(row + <usize>context * PROBABILITY_BYTES + <usize>node)
          const changed = probability !== load<u8>(DEFAULTS + index)
          putBool(changed ? 1 : 0, load<u8>(UPDATES + index))
          if (changed) putNumber(probability, 8)
        }
      }
    }
  }
}
