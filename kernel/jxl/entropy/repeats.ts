/**
 * Repeated tokens as copies (LZ77, ISO/IEC 18181-1:2022, C.3.3). A length and a distance replace a
 * run of tokens whose values occurred before in the stream, if that takes fewer bits.
 *
 * A length is a token with the flag `LENGTH_FLAG` in the context of the run's first token. The
 * distance token follows, in its own context.
 */

import { distanceCode, planeCodesFor } from '../../vp8l-encode/plane-codes'
import { aligned } from '../aligned'
import { recordOf, tokenCost } from './code'
import { HYBRID, tokenOf } from './hybrid'
import { LENGTH_FLAG, MAX_VALUE, MIN_LENGTH, VALUE_BITS } from './layout'

/** Number of tokens whose value costs are kept. Larger values count as the last one. */
const COSTS: u32 = 64
const COST_ROW: usize = <usize>COSTS * 2

const HASH_BITS: u32 = 14
/** Minimum number of equal values for a candidate place. */
const HASHED: u32 = 4
/** Numbers of candidates that the fast and the thorough encoder compare for a place. */
const FAST_CANDIDATES: u32 = 3
const THOROUGH_CANDIDATES: u32 = 12
/** Maximum copy length, which has room in a token. */
const MAX_LENGTH: u32 = 100_000
/** Copy length from which no other candidate is compared. */
const LONG: u32 = 256
/** Maximum distance, with which its code is below `LENGTH_FLAG`. */
const MAX_DISTANCE: u32 = 120_000
/** Estimated cost for a length, and for a distance's first bits, in units of 1/256 bit. */
const COPY_COST: u32 = 14 << 8
/**
 * Number of tokens after a place that must cost more than a copy. Otherwise no copy is looked for.
 */
const AHEAD: u32 = 192
/** Number of places between those that are remembered within a long copy. */
const SPARSE: u32 = 4

const NONE: u32 = 0xffffffff

let costs: usize = 0
let candidates: u32 = FAST_CANDIDATES
let heads: usize = 0
let sums: usize = 0
/** Earlier place with the same hash, by place. */
let before: usize = 0

/**
 * Returns the size in bytes of the memory for finding repeats, without `before`.
 * @param contexts number of contexts without the distance context
 * @param maxTokens maximum number of tokens in a stream
 */
export function repeatsBytes(contexts: u32, maxTokens: u32): usize {
  const rows = aligned(<usize>contexts * COST_ROW)
  return rows + ((<usize>4) << HASH_BITS) + (<usize>maxTokens + 1) * 4
}

/**
 * Takes value costs from a finished code that was counted without repeats.
 * @param address address of `repeatsBytes` bytes
 * @param isThorough `true` to search longer for copies
 */
export function openRepeats(address: usize, code: usize, contexts: u32, isThorough: bool): void {
  candidates = isThorough ? THOROUGH_CANDIDATES : FAST_CANDIDATES
  costs = address
  heads = address + aligned(<usize>contexts * COST_ROW)
  sums = heads + ((<usize>4) << HASH_BITS)
  for (let context: u32 = 0; context < contexts; context++) {
    for (let token: u32 = 0; token < COSTS; token++) {
      // Approximation: every value of a token costs as much as its first value. Tokens from 16 up
      // use the default hybrid-integer configuration.
      const value = token < 16 ? token : (4 | (token & 3)) << ((token >> 2) - 2)
      const cost = min(tokenCost(code, context, value), 0xffff)
      store<u16>(costs + <usize>context * COST_ROW + 2 * <usize>token, <u16>cost)
    }
  }
}

function valueAt(tokens: usize, place: u32): u32 {
  return load<u32>(tokens + ((<usize>place) << 2)) & MAX_VALUE
}

/** Adds up all token costs. */
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

/** Returns the cost of the tokens between two places. */
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

/** Counts the equal values from two places on. */
function matchLength(tokens: usize, from: u32, place: u32, count: u32): u32 {
  let length: u32 = 0
  const end = min(count - place, MAX_LENGTH)
  while (length < end && valueAt(tokens, from + length) === valueAt(tokens, place + length)) length++
  return length
}

/** Cost of all tokens in the last stream without copies, in units of 1/256 bit. */
export let totalCost: u32 = 0
/** Cost that copies save in the last stream, in units of 1/256 bit. */
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

/** Returns a copy's estimated cost, in units of 1/256 bit. */
function copyCost(distance: u32): u32 {
  const code = distanceCode(distance) - 1
  return COPY_COST + (code < 16 ? 0 : (30 - clz(code)) << 8)
}

/**
 * Replaces a stream's repeated tokens, in place.
 * @param context distance context
 * @param width width of the stream's widest channel, on which distance codes depend
 * @param places address of memory with 4 bytes for each token
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
 * Finds the copies. At each place where a copy begins, its length overwrites `sums`, and its
 * distance follows at the next place. All other places get 0. Sums before a place are not needed
 * after it.
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

/** Moves the remaining tokens to the front. */
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
