/** Finds pixels that came before, by a hash of three and chains within a window. */
import { alloc } from '../env'

export const MAX_MATCH: u32 = 4096
/** A match that is taken without looking further. */
export const NICE: u32 = 512
/** A match that goes on is not searched anew. */
const GOOD: u32 = 48
const LARGE_GOOD: u32 = 24
/** Candidates that are compared, fewer in a large image. */
const CHAIN: i32 = 32
const LARGE_CHAIN: i32 = 16
const LARGE: u32 = 1 << 20
/** What another that differs counts as. */
const MISS: i32 = 4
/** After so many pixels without a match in the distance, as in photographs, one candidate is compared. */
const QUIET: u32 = 1024
/** With such a match nearby none is searched farther away. */
const FAIR: u32 = 64
const MIN_HASHED: u32 = 3
/** Longest distance: with the 120 codes of near pixels it still has 20 bits (RFC 9649, 3.6.2.2). */
const FARTHEST: u32 = 0xffffe - 120

const MAX_HASH_BITS: u32 = 17
const MIN_HASH_BITS: u32 = 10

/** Positions, counted from 1. */
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
let good: u32 = 0
/** Where the pixels of the current colour end. */
let runEnd: u32 = 0
/** Where the matches with the pixels to the left and above end. */
let leftEnd: u32 = 0
let topEnd: u32 = 0
/** Where a match in the distance was found last. */
let lastFar: u32 = 0

/** The match of `find` along the row or from the row above, and one found by hash if that is longer; lengths may be 0. */
export let nearLength: u32 = 0
export let nearDistance: u32 = 0
export let farLength: u32 = 0
export let farDistance: u32 = 0

/** @param slots positions that are kept, a power of two */
export function matchesOpen(pixels: u32, slots: u32): void {
  hashBits = min(MAX_HASH_BITS, max(MIN_HASH_BITS, 32 - clz(pixels)))
  hashShift = 32 - hashBits
  heads = alloc((<usize>4) << hashBits)
  previous = alloc(<usize>slots * 4)
  mask = slots - 1
}

/** @param window longest distance */
export function matchesFor(pixels: usize, columns: u32, total: u32, window: u32): void {
  base = pixels
  width = columns
  count = total
  reach = min(window, FARTHEST)
  chain = total > LARGE ? LARGE_CHAIN : CHAIN
  good = total > LARGE ? LARGE_GOOD : GOOD
  farLength = 0
  lastFar = runEnd = leftEnd = topEnd = 0
  memory.fill(heads, 0, (<usize>4) << hashBits)
}

/** Of three pixels; within a run of one colour that and how many of it follow, else all of a run would be in one chain. */
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

/** @returns the position before it in its chain, counted from 1 */
function link(position: u32): u32 {
  const head = hashAt(position)
  const before = load<u32>(head)
  store<u32>(head, position + 1)
  store<u32>(previous + <usize>(position & mask) * 4, before)
  return before
}

/** Makes the positions known that a match skips. */
export function skip(from: u32, to: u32): void {
  const last = min(to, count < MIN_HASHED ? 0 : count - MIN_HASHED + 1)
  for (let position = from; position < last; position++) link(position)
  farLength = 0
}

/** Finds matches of the pixels at a position, which must be the next one. */
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
