/**
 * Finds earlier pixels that match the pixels at a position. Positions with the same three-pixel
 * hash are linked in a chain, as far as they lie within a window.
 */
import { alloc } from '../heap'

export const MAX_MATCH: u32 = 4096
/**
 * Minimum length in pixels of a match that is taken at once, without a search for a longer one;
 * `QUICK_NICE` applies after `searchQuickly`. Alpha masks have many matches between the two.
 */
const NICE: u32 = 512
const QUICK_NICE: u32 = 128
export let nice: u32 = NICE
/**
 * Length in pixels above which a match's remainder is used again at the next position, instead of a
 * new search.
 */
const GOOD: u32 = 48
const LARGE_GOOD: u32 = 24
/**
 * Maximum number of earlier positions (candidates) that a search compares; `LARGE_CHAIN` applies to
 * images with more than `LARGE` pixels, and `QUICK_CHAIN` after `searchQuickly`.
 */
const CHAIN: i32 = 32
const LARGE_CHAIN: i32 = 16
const LARGE: u32 = 1 << 20
const QUICK_CHAIN: i32 = 8
/**
 * Search cost of a candidate whose first pixel differs, because only its hash is equal by chance.
 * Any other candidate costs 1. The search ends when the total cost reaches its limit.
 */
const MISS: i32 = 4
/**
 * Number of pixels without a distant match after which the search limit is only `MISS`. One
 * candidate with a different first pixel then ends the search. This happens in photographs, which
 * have few distant matches.
 */
const QUIET: u32 = 1024
/**
 * Minimum length in pixels of a nearby match with which no distant match is searched. A search also
 * ends if it finds a match with this length.
 */
const FAIR: u32 = 64
const MIN_HASHED: u32 = 3
/**
 * Maximum match distance in pixels. The distance plus 120, the number of codes for nearby pixels,
 * must fit in 20 bits (RFC 9649, 3.6.2.2).
 */
const FARTHEST: u32 = 0xffffe - 120

const MAX_HASH_BITS: u32 = 17
const MIN_HASH_BITS: u32 = 10

/**
 * Chains that link positions with the same hash. Positions are counted from 1. `heads` has the
 * latest position for each hash, and `previous` has for each position the one before it in its
 * chain.
 */
let heads: usize = 0
let previous: usize = 0
let hashShift: u32 = 0
let hashBits: u32 = 0
let mask: u32 = 0
let base: usize = 0
let count: u32 = 0
let width: u32 = 0
let reach: u32 = 0
let chain: i32 = 0
/** Upper limit for `chain`. */
let maxChain: i32 = CHAIN
let good: u32 = 0
/**
 * End of the current run: position after the last consecutive pixel that has the current pixel's
 * color.
 */
let runEnd: u32 = 0
/**
 * Ends of two matches: position after the current run where pixels equal their left neighbor, and
 * position after the current run where pixels equal the pixel above.
 */
let leftEnd: u32 = 0
let topEnd: u32 = 0
/** Position at which a distant match was last found. */
let lastFar: u32 = 0

/**
 * Results from `find`: lengths and distances in pixels for two matches. The near match copies from
 * the pixel to the left or from the row above. The far match is found by hash, and is set only if
 * it is longer than the near match. A length of 0 means no match.
 */
export let nearLength: u32 = 0
export let nearDistance: u32 = 0
export let farLength: u32 = 0
export let farDistance: u32 = 0

/**
 * Allocates the chain tables.
 * @param slots number of positions that the chains keep, a power of two
 */
export function matchesOpen(pixels: u32, slots: u32): void {
  hashBits = min(MAX_HASH_BITS, max(MIN_HASH_BITS, 32 - clz(pixels)))
  hashShift = 32 - hashBits
  heads = alloc((<usize>4) << hashBits)
  previous = alloc(<usize>slots * 4)
  mask = slots - 1
  maxChain = CHAIN
  nice = NICE
}

/**
 * Limits searches to `QUICK_CHAIN` candidates, and takes matches with `QUICK_NICE` pixels at once.
 */
export function searchQuickly(): void {
  maxChain = QUICK_CHAIN
  nice = QUICK_NICE
}

/**
 * Begins to find matches in an image.
 * @param window maximum match distance in pixels
 */
export function matchesFor(pixels: usize, columns: u32, total: u32, window: u32): void {
  base = pixels
  width = columns
  count = total
  reach = min(window, FARTHEST)
  chain = min(maxChain, total > LARGE ? LARGE_CHAIN : CHAIN)
  good = total > LARGE ? LARGE_GOOD : GOOD
  farLength = 0
  lastFar = runEnd = leftEnd = topEnd = 0
  memory.fill(heads, 0, (<usize>4) << hashBits)
}

/**
 * Returns the address of the chain head for a position, from a three-pixel hash. Within a
 * single-color run, the hash is computed from the color and the number of pixels left in the run.
 * Otherwise all positions in a run would be in one chain.
 */
function hashAt(position: u32): usize {
  const at = base + <usize>position * 4
  const first = load<u32>(at)
  if (position >= runEnd) {
    runEnd = position + 1
    while (runEnd < count && load<u32>(base + <usize>runEnd * 4) === first) runEnd++
  }
  const run = runEnd - position
  const next: u64 = run > 1 ? run : load<u32>(at, 4)
  const two = (<u64>first | (next << 32)) * 0x1e3779b97f4a7d
  const hash = <u32>(two >> 32) ^ (run > 1 ? 1 : load<u32>(at, 8) * 0x85ebca6b)
  return heads + <usize>((hash * 0xc2b2ae35) >> hashShift) * 4
}

/**
 * Adds a position to its chain.
 * @returns the previous position in the chain, counted from 1; 0 if there is none
 */
function link(position: u32): u32 {
  const head = hashAt(position)
  const before = load<u32>(head)
  store<u32>(head, position + 1)
  store<u32>(previous + <usize>(position & mask) * 4, before)
  return before
}

/**
 * Adds the positions that a copy covers to their chains, although no match is searched for them.
 */
export function skip(from: u32, to: u32): void {
  const last = min(to, count < MIN_HASHED ? 0 : count - MIN_HASHED + 1)
  for (let position = from; position < last; position++) link(position)
  farLength = 0
}

/**
 * Finds matches for the pixels that begin at a position. Positions must be visited in ascending
 * order.
 */
export function find(position: u32): void {
  const limit = min(MAX_MATCH, count - position)
  nearLength = 0
  if (position > 0) {
    if (leftEnd <= position) leftEnd = position + matchLength(position - 1, position, limit)
    nearLength = min(limit, leftEnd - position)
    nearDistance = 1
  }
  if (position >= width && width <= reach) {
    if (topEnd <= position) topEnd = position + matchLength(position - width, position, limit)
    const length = min(limit, topEnd - position)
    if (length > nearLength) {
      nearLength = length
      nearDistance = width
    }
  }
  const known = farLength
  farLength = 0
  if (limit < MIN_HASHED) return
  const before = link(position)
  if (known > good) farLength = known - 1
  else if (nearLength < FAIR) search(position, before, limit)
}

function search(position: u32, candidate: u32, limit: u32): void {
  const here = base + <usize>position * 4
  const least = position > reach ? position - reach : 0
  let best = max(nearLength, MIN_HASHED - 1)
  let left = position - lastFar > QUIET ? MISS : chain
  while (left > 0 && candidate > least && best < limit) {
    const other = candidate - 1
    const there = base + <usize>other * 4
    if (load<u32>(there) !== load<u32>(here)) left -= MISS
    else {
      left--
      const end = <usize>best * 4
      const length =
        load<u32>(there + end) === load<u32>(here + end) ? matchLength(other, position, limit) : 0
      if (length > best) {
        best = farLength = length
        farDistance = position - other
        lastFar = position
        if (length >= FAIR) return
      }
    }
    const next = load<u32>(previous + <usize>(other & mask) * 4)
    if (next >= candidate) return
    candidate = next
  }
}

function matchLength(from: u32, position: u32, limit: u32): u32 {
  const a = base + <usize>from * 4
  const b = base + <usize>position * 4
  let length: u32 = 0
  for (; length + 4 <= limit; length += 4) {
    const at = <usize>length * 4
    const equal = i32x4.bitmask(i32x4.eq(v128.load(a + at), v128.load(b + at)))
    if (equal !== 15) return length + ctz(~equal)
  }
  while (length < limit && load<u32>(a + <usize>length * 4) === load<u32>(b + <usize>length * 4)) length++
  return length
}
