/**
 * Splits an image's pixels into literals, cached colors and copies. For each pixel block, it finds
 * the sequence with the lowest price.
 */
import { alloc } from '../heap'
import { cacheReset, enter } from './cache'
import {
  farDistance,
  farLength,
  find,
  MAX_MATCH,
  matchesFor,
  matchesOpen,
  nearDistance,
  nearLength,
  nice,
  skip,
} from './matches'
import { distanceCode, planeCodesFor, planeCodesOpen } from './plane-codes'
import {
  cachedPrice,
  countCached,
  countCopy,
  countLiteral,
  distancePrice,
  lengthPrice,
  literalPrice,
  pricesOpen,
} from './prices'
import {
  cacheToken,
  codeOf,
  copyToken,
  isCopy,
  isMarked,
  LITERAL,
  lengthOf,
  mark,
  marksBytes,
} from './tokens'
import { trainCopy, trainPixel } from './train'

const BLOCK: u32 = 4096
/**
 * Maximum copy length up to which every length is tried. Among greater lengths, the parser tries
 * only the greatest one for each length symbol.
 */
const DENSE: u32 = 12
const MIN_SLOT_BITS: u32 = 18
const MAX_SLOT_BITS: u32 = 19
/**
 * Right shift that turns the number of pixels into the maximum copy distance in a large picture: an
 * eighth of the pixels.
 */
const SHARE_BITS: u32 = 3
/**
 * Slots in the ring buffer for waiting tokens (`waiting`) beyond the maximum copy distance. They
 * hold the tokens for the block that is being parsed.
 */
const SPARE: u32 = 3 * BLOCK

/**
 * Addresses of three tables for a pixel block: price of the cheapest path to each pixel, last token
 * on this path, and tokens on the path that was chosen.
 */
let prices: usize = 0
let steps: usize = 0
let path: usize = 0
/**
 * Address of the tokens that have not replaced their pixels yet, because copies may still refer to
 * these pixels.
 */
let waiting: usize = 0
let slots: u32 = 0

let base: usize = 0
let marks: usize = 0
let stored: u32 = 0
let training: bool = false

export function parseOpen(pixels: u32): void {
  const share = max(MIN_SLOT_BITS, 31 - clz(pixels) - SHARE_BITS)
  slots = 1 << min(min(MAX_SLOT_BITS, share), 32 - clz(pixels + SPARE))
  matchesOpen(pixels, slots)
  planeCodesOpen()
  pricesOpen()
  prices = alloc(<usize>(BLOCK + 1) * 4)
  steps = alloc(<usize>(BLOCK + 1) * 4)
  path = alloc(<usize>BLOCK * 4)
  waiting = alloc(<usize>slots * 4)
}

/**
 * Replaces an image's pixels by tokens. While it runs, it updates the symbol prices from the tokens
 * that it has found.
 * @param map bit map of the pixels that are replaced (see `tokens.ts`). If it is 0, nothing is
 *   replaced, and the tokens only train the prices and help choose the cache.
 */
export function parse(pixels: usize, width: u32, count: u32, cacheBits: u32, map: usize): void {
  base = pixels
  marks = map
  training = map === 0
  stored = 0
  cacheReset(cacheBits)
  planeCodesFor(width)
  matchesFor(pixels, width, count, slots - SPARE)
  if (!training) memory.fill(map, 0, marksBytes(count))
  for (let position: u32 = 0; position < count; ) {
    position = parseBlock(position, min(count, position + BLOCK))
    if (position > slots - SPARE) storeTokens(position - (slots - SPARE))
  }
  storeTokens(count)
}

function priceAt(i: u32): usize {
  return prices + <usize>i * 4
}

function relax(to: u32, price: u32, token: u32): void {
  if (price >= load<u32>(priceAt(to))) return
  store<u32>(priceAt(to), price)
  store<u32>(steps + <usize>to * 4, token)
}

/**
 * Parses a pixel block.
 * @returns the position at which the next block begins: this block's end, or the end of a long copy
 *   that begins in it
 */
function parseBlock(from: u32, to: u32): u32 {
  const count = to - from
  memory.fill(prices, 0xff, <usize>(count + 1) * 4)
  store<u32>(prices, 0)
  for (let i: u32 = 0; i < count; i++) {
    const position = from + i
    find(position)
    if (max(nearLength, farLength) >= nice) {
      emitPath(from, i)
      return emitLong(position)
    }
    const price = load<u32>(priceAt(i))
    const pixel = load<u32>(base + <usize>position * 4)
    const index = enter(pixel)
    if (index < 0) relax(i + 1, price + literalPrice(pixel), LITERAL)
    else relax(i + 1, price + cachedPrice(index), cacheToken(index))
    const room = count - i
    if (nearLength > 1) relaxCopies(i, min(nearLength, room), distanceCode(nearDistance), price)
    if (farLength > nearLength) relaxCopies(i, min(farLength, room), distanceCode(farDistance), price)
  }
  emitPath(from, count)
  return to
}

function relaxCopies(i: u32, longest: u32, code: u32, before: u32): void {
  const price = before + distancePrice(code)
  for (let length: u32 = 2; length <= min(longest, DENSE); length++) {
    relax(i + length, price + lengthPrice(length), copyToken(length, code))
  }
  if (longest <= DENSE) return
  // The lengths 16, 24, 32, 48, 64 and so on are the greatest lengths with their length symbols.
  for (let length: u32 = 16, step: u32 = 8; length < longest; length += step) {
    relax(i + length, price + lengthPrice(length), copyToken(length, code))
    if ((length & (length - 1)) === 0) step = length >> 1
  }
  relax(i + longest, price + lengthPrice(longest), copyToken(longest, code))
}

function emitPath(from: u32, count: u32): void {
  for (let i = count; i > 0; ) {
    const token = load<u32>(steps + <usize>i * 4)
    i -= lengthOf(token)
    store<u32>(path + <usize>i * 4, token)
  }
  for (let i: u32 = 0; i < count; ) {
    const token = load<u32>(path + <usize>i * 4)
    emit(from + i, token)
    i += lengthOf(token)
  }
}

function emitLong(position: u32): u32 {
  const isNear = nearLength >= farLength
  const length = min(MAX_MATCH, isNear ? nearLength : farLength)
  emit(position, copyToken(length, distanceCode(isNear ? nearDistance : farDistance)))
  const end = position + length
  for (let at = position; at < end; at++) enter(load<u32>(base + <usize>at * 4))
  skip(position + 1, end)
  return end
}

function emit(position: u32, token: u32): void {
  const pixel = load<u32>(base + <usize>position * 4)
  if (isCopy(token)) countCopy(lengthOf(token), codeOf(token))
  else if (token !== LITERAL) countCached(token >> 20)
  else countLiteral(pixel)
  if (training) {
    if (isCopy(token)) trainCopy(base + <usize>position * 4, lengthOf(token), codeOf(token))
    else trainPixel(pixel)
    return
  }
  if (token === LITERAL) return
  mark(marks, position)
  store<u32>(waiting + <usize>(position & (slots - 1)) * 4, token)
}

/**
 * Replaces the pixels before `end` by the tokens that wait for them. The caller must ensure that no
 * later copy refers to these pixels.
 */
function storeTokens(end: u32): void {
  if (training) return
  for (; stored < end; stored++) {
    if (!isMarked(marks, stored)) continue
    store<u32>(base + <usize>stored * 4, load<u32>(waiting + <usize>(stored & (slots - 1)) * 4))
  }
}
