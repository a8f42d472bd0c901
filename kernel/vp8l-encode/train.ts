/** Chooses the color cache size by trying all sizes on a sample from the parsed pixels. */
import { alloc } from '../heap'
import { hashOf } from './cache'
import {
  countPixel,
  DISTANCE,
  ENTRIES,
  FIRST_CACHED,
  increment,
  layOut,
  MAX_CACHE_BITS,
  RED,
  TABLE,
  tableCost,
} from './histogram'
import { prefixSymbol } from './prefix'

/** Address of the trial color caches, one after the other: one for each cache size. */
let colors: usize = 0
/**
 * Address of one symbol count table for each cache size. All tables have the layout for the largest
 * cache.
 */
let tables: usize = 0

export function trainOpen(): void {
  colors = alloc((<usize>8) << MAX_CACHE_BITS)
  tables = alloc(<usize>(MAX_CACHE_BITS + 1) * TABLE)
}

export function trainReset(): void {
  layOut(MAX_CACHE_BITS)
  memory.fill(colors, 0, (<usize>8) << MAX_CACHE_BITS)
  memory.fill(tables, 0, <usize>(MAX_CACHE_BITS + 1) * TABLE)
}

function tableOf(bits: u32): usize {
  return tables + <usize>bits * TABLE
}

export function trainPixel(pixel: u32): void {
  countPixel(tables, pixel)
  const hash = hashOf(pixel)
  for (let bits: u32 = 1; bits <= MAX_CACHE_BITS; bits++) {
    const index = hash >> (32 - bits)
    const at = colors + ((<usize>4) << bits) + <usize>index * 4
    if (load<u32>(at) === pixel) {
      increment(tableOf(bits) + <usize>(FIRST_CACHED + index) * 4)
    } else {
      store<u32>(at, pixel)
      countPixel(tableOf(bits), pixel)
    }
  }
}

/**
 * Counts a copy's symbols in the tables for all cache sizes, and adds its pixels to the caches.
 * @param pixels address of the first pixel that the copy covers
 */
export function trainCopy(pixels: usize, length: u32, code: u32): void {
  for (let bits: u32 = 0; bits <= MAX_CACHE_BITS; bits++) {
    increment(tableOf(bits) + <usize>(256 + prefixSymbol(length)) * 4)
    increment(tableOf(bits) + DISTANCE + <usize>prefixSymbol(code) * 4)
  }
  for (let i: usize = 0; i < length; i++) {
    const pixel = load<u32>(pixels + 4 * i)
    const hash = hashOf(pixel)
    for (let bits: u32 = 1; bits <= MAX_CACHE_BITS; bits++) {
      store<u32>(colors + ((<usize>4) << bits) + <usize>(hash >> (32 - bits)) * 4, pixel)
    }
  }
}

/**
 * Chooses the cache size with the lowest estimated cost. Sets the table layout for this size, and
 * copies the counts from its table to `counts`.
 * @returns the number of colors in the cache as a power of two; 0 for no cache
 */
export function trainedCache(counts: usize): u32 {
  let best: u32 = 0
  let least = tableCost(tables, 0)
  for (let bits: u32 = 1; bits <= MAX_CACHE_BITS; bits++) {
    const cost = tableCost(tableOf(bits), 0)
    if (cost >= least) continue
    least = cost
    best = bits
  }
  const from = tableOf(best)
  const red = RED
  const rest = ENTRIES - RED
  layOut(best)
  memory.copy(counts, from, RED)
  memory.copy(counts + RED, from + red, rest)
  return best
}
