/**
 * Copies of repeated tokens (LZ77, ISO/IEC 18181-1:2022, C.3.3). A run of tokens whose values
 * occurred before in the stream is replaced by a length and a distance, if these take fewer bits.
 *
 * A length is a token with the flag `LENGTH_FLAG` in the context of the first token of the run. The
 * token of the distance follows, in a context of its own.
 */

import { distanceCode, planeCodesFor } from '../../vp8l-encode/plane-codes'
import { aligned } from '../aligned'
import { recordOf, tokenCost } from './code'
import { HYBRID, tokenOf } from './hybrid'
import { LENGTH_FLAG, MAX_VALUE, MIN_LENGTH, VALUE_BITS } from './layout'

/** Number of tokens of values whose costs are kept. Larger values count as the last one. */
const COSTS: u32 = 64
const COST_ROW: usize = <usize>COSTS * 2

const HASH_BITS: u32 = 14
/** Number of equal values from which a place is a candidate. */
const HASHED: u32 = 4
/** Numbers of candidates that are compared for a place by the fast and the thorough encoder. */
const FAST_CANDIDATES: u32 = 3
const THOROUGH_CANDIDATES: u32 = 12
/** Maximum length of a copy, which has room in a token. */
const MAX_LENGTH: u32 = 100_000
/** Length from which no other candidate is compared. */
const LONG: u32 = 256
/** Maximum distance, so that its code is below `LENGTH_FLAG`. */
const MAX_DISTANCE: u32 = 120_000
/** Estimated cost of a length, and of a distance's first bits, in 256ths of a bit. */
const COPY_COST: u32 = 14 << 8
/** Number of tokens after a place that must cost more than a copy, or no copy is looked for. */
const AHEAD: u32 = 192
/** Places between those that are remembered within a long copy. */
const SPARSE: u32 = 4

const NONE: u32 = 0xffffffff

let costs: usize = 0
let candidates: u32 = FAST_CANDIDATES
let heads: usize = 0
let sums: usize = 0
/** Earlier place with the same hash, by place. */
let before: usize = 0

/**
 * Returns the number of bytes for finding repeats, without `before`.
 * @param contexts number of contexts without that of distances
 * @param maxTokens maximum number of tokens of a stream
 */
export function repeatsBytes(contexts: u32, maxTokens: u32): usize {
  const rows = aligned(<usize>contexts * COST_ROW)
  return rows + ((<usize>4) << HASH_BITS) + (<usize>maxTokens + 1) * 4
}

/**
 * Takes the costs of values from a finished code that was counted without repeats.
 * @param address address of `repeatsBytes` bytes
 * @param isThorough `true` to look for copies longer
 */
export function openRepeats(address: usize, code: usize, contexts: u32, isThorough: bool): void {
  candidates = isThorough ? THOROUGH_CANDIDATES : FAST_CANDIDATES
  costs = address
  heads = address + aligned(<usize>contexts * COST_ROW)
  sums = heads + ((<usize>4) << HASH_BITS)
  for (let context: u32 = 0; context < contexts; context++) {
    for (let token: u32 = 0; token < COSTS; token++) {
      // All values of a token cost about as much as its first. From 16 on, tokens are those of the
      // default hybrid integers.
      const value = token < 16 ? token : (4 | (token & 3)) << ((token >> 2) - 2)
      const cost = min(tokenCost(code, context, value), 0xffff)
      store<u16>(costs + <usize>context * COST_ROW + 2 * <usize>token, <u16>cost)
    }
  }
}

function valueAt(tokens: usize, place: u32): u32 {
  return load<u32>(tokens + ((<usize>place) << 2)) & MAX_VALUE
}

/** Sums up the costs of all tokens. */
function sumCosts(tokens: usize, count: u32): void {
  let sum: u32 = 0
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(sums + ((<usize>i) << 2), sum)
    const token = load<u32>(tokens + ((<usize>i) << 2))
    const symbol = min(tokenOf(token & MAX_VALUE, HYBRID), COSTS - 1)
    sum += load<u16>(costs + <usize>(token >> VALUE_BITS) * COST_ROW + 2 * <usize>symbol)
  }
  store<u32>(sums + ((<usize>count) << 2), sum)
}

/** Returns the cost of the tokens from a place to another. */
function costBetween(from: u32, to: u32): u32 {
  return load<u32>(sums + ((<usize>to) << 2)) - load<u32>(sums + ((<usize>from) << 2))
}

function hashAt(tokens: usize, place: u32): usize {
  let hash: u32 = 0
  for (let i: u32 = 0; i < HASHED; i++) hash = (hash + valueAt(tokens, place + i)) * 0x9e3779b1
  return heads + ((<usize>(hash >> (32 - HASH_BITS))) << 2)
}

function remember(tokens: usize, place: u32): void {
  const head = hashAt(tokens, place)
  store<u32>(before + ((<usize>place) << 2), load<u32>(head))
  store<u32>(head, place)
}

/** Returns the number of equal values from two places on. */
function matchLength(tokens: usize, from: u32, place: u32, count: u32): u32 {
  let length: u32 = 0
  const end = min(count - place, MAX_LENGTH)
  while (length < end && valueAt(tokens, from + length) === valueAt(tokens, place + length)) length++
  return length
}

/** Cost of all tokens of the last stream without copies, in 256ths of a bit. */
export let totalCost: u32 = 0
/** Cost that copies save in the last stream, in 256ths of a bit. */
export let savedCost: u32 = 0

let bestLength: u32 = 0
let bestDistance: u32 = 0

/** Finds the longest copy at a place. */
function findCopy(tokens: usize, place: u32, count: u32): void {
  bestLength = 0
  let candidate = load<u32>(hashAt(tokens, place))
  for (let i: u32 = 0; i < candidates && candidate !== NONE; i++) {
    if (place - candidate > MAX_DISTANCE || bestLength >= LONG) return
    const isLonger =
      place + bestLength < count &&
      valueAt(tokens, candidate + bestLength) === valueAt(tokens, place + bestLength)
    if (isLonger) {
      const length = matchLength(tokens, candidate, place, count)
      if (length > bestLength) {
        bestLength = length
        bestDistance = place - candidate
      }
    }
    candidate = load<u32>(before + ((<usize>candidate) << 2))
  }
}

/** Returns the estimated cost of a copy, in 256ths of a bit. */
function copyCost(distance: u32): u32 {
  const code = distanceCode(distance) - 1
  return COPY_COST + (code < 16 ? 0 : (30 - clz(code)) << 8)
}

/**
 * Replaces repeated tokens of a stream, in place.
 * @param context context of distances
 * @param width width of the widest channel of the stream, on which the codes of distances depend
 * @param places address of memory for 4 bytes for each token
 * @returns number of tokens that are left
 */
export function replaceRepeats(tokens: usize, count: u32, context: u32, width: u32, places: usize): u32 {
  before = places
  planeCodesFor(width)
  sumCosts(tokens, count)
  totalCost = load<u32>(sums + ((<usize>count) << 2))
  savedCost = 0
  memory.fill(heads, 255, (<usize>4) << HASH_BITS)
  findAll(tokens, count)
  return rewrite(tokens, count, context)
}

/**
 * Finds the copies. The memory of `sums` takes the length of the copy at each place where one
 * begins, 0 at all others, and that of the next place its distance. Sums before a place are not
 * needed after it.
 */
function findAll(tokens: usize, count: u32): void {
  let place: u32 = 0
  while (place < count) {
    let length: u32 = 0
    const isHashed = place + HASHED <= count
    if (isHashed && costBetween(place, min(place + AHEAD, count)) > COPY_COST) {
      findCopy(tokens, place, count)
      const saved: u32 = bestLength < MIN_LENGTH ? 0 : costBetween(place, place + bestLength)
      if (saved > copyCost(bestDistance)) {
        length = bestLength
        savedCost += saved - copyCost(bestDistance)
      }
    }
    store<u32>(sums + ((<usize>place) << 2), length)
    if (length === 0) {
      if (isHashed) remember(tokens, place)
      place++
      continue
    }
    store<u32>(sums + ((<usize>(place + 1)) << 2), bestDistance)
    const end = place + length
    const step = length > LONG ? SPARSE : 1
    for (; place < end; place += step) if (place + HASHED <= count) remember(tokens, place)
    place = end
  }
}

/** Writes the tokens that are left to the front. */
function rewrite(tokens: usize, count: u32, context: u32): u32 {
  let to = tokens
  for (let place: u32 = 0; place < count; ) {
    const token = load<u32>(tokens + ((<usize>place) << 2))
    const length = load<u32>(sums + ((<usize>place) << 2))
    if (length === 0) {
      store<u32>(to, token)
      to += 4
      place++
      continue
    }
    const distance = load<u32>(sums + ((<usize>(place + 1)) << 2))
    store<u32>(to, (token & ~MAX_VALUE) | LENGTH_FLAG | (length - MIN_LENGTH))
    store<u32>(to, recordOf(context, distanceCode(distance) - 1), 4)
    to += 8
    place += length
  }
  return <u32>((to - tokens) >> 2)
}
