/**
 * Tables with symbol counts in the five alphabets (RFC 9649, 3.7.2.1): green with lengths and
 * cached colors, red, blue, alpha, and distances. Price tables and code tables have the same
 * layout, with four bytes per symbol.
 */
import { log2 } from './logs'

export const LENGTHS: i32 = 24
export const DISTANCES: i32 = 40
export const MAX_CACHE_BITS: u32 = 10
export const FIRST_CACHED: i32 = 256 + LENGTHS
export const MAX_SYMBOLS: i32 = FIRST_CACHED + (1 << MAX_CACHE_BITS)
/** Length in bytes of a table with all alphabets and the largest color cache. */
export const TABLE: usize = <usize>(MAX_SYMBOLS + 3 * 256 + DISTANCES) * 4

/**
 * Length in bytes of an alphabet with 256 symbols, and byte offsets of the alphabets in a table.
 * The offsets depend on the color cache size, because the cached colors belong to the first
 * alphabet.
 */
export const BYTES: usize = 1024
export let RED: usize = 0
export let BLUE: usize = 0
export let ALPHA: usize = 0
export let DISTANCE: usize = 0
export let ENTRIES: usize = 0
export let greens: i32 = 0

/**
 * Sets the layout of all tables for a color cache size.
 * @param cacheBits color cache size as a power of two; 0 without a cache
 */
export function layOut(cacheBits: u32): void {
  greens = FIRST_CACHED + (cacheBits > 0 ? 1 << cacheBits : 0)
  RED = <usize>((greens + 3) & ~3) * 4
  BLUE = RED + BYTES
  ALPHA = BLUE + BYTES
  DISTANCE = ALPHA + BYTES
  ENTRIES = DISTANCE + <usize>DISTANCES * 4
}

export function alphabetAt(alphabet: i32): usize {
  if (alphabet === 0) return 0
  return alphabet === 4 ? DISTANCE : RED + <usize>(alphabet - 1) * BYTES
}

export function alphabetSize(alphabet: i32): i32 {
  if (alphabet === 0) return greens
  return alphabet === 4 ? DISTANCES : 256
}

export function increment(at: usize): void {
  store<u32>(at, load<u32>(at) + 1)
}

export function countPixel(table: usize, pixel: u32): void {
  increment(table + <usize>((pixel >> 8) & 255) * 4)
  increment(table + RED + <usize>((pixel >> 16) & 255) * 4)
  increment(table + BLUE + <usize>(pixel & 255) * 4)
  increment(table + ALPHA + <usize>(pixel >> 24) * 4)
}

/**
 * Estimates an alphabet's number of bits: bits for its counted symbols, and bits in which its code
 * lengths are stored.
 * @param a address of the symbol counts
 * @param b address of further counts, which are added to the counts at `a`; 0 for none
 */
function alphabetCost(a: usize, b: usize, symbols: i32): f32 {
  let total: u32 = 0
  let most: u32 = 0
  let distinct: u32 = 0
  let sum: f32 = 0
  for (let i = 0; i < symbols; i++) {
    const at = <usize>i * 4
    const count = load<u32>(a + at) + (b !== 0 ? load<u32>(b + at) : 0)
    if (count === 0) continue
    total += count
    most = max(most, count)
    sum += <f32>count * log2(count)
    distinct++
  }
  if (distinct < 2) return 12
  const entropy = <f32>total * log2(total) - sum
  // In a code with more than two symbols, one symbol takes at least one bit, and all others take at
  // least two bits.
  const least: f32 = distinct === 2 ? <f32>total : 2 * <f32>total - <f32>most
  return max(entropy, least) + (distinct === 2 ? 20 : 40 + <f32>4 * <f32>distinct)
}

/**
 * Estimates the number of bits for all alphabets: bits for the counted symbols, without extra bits,
 * and bits in which the code lengths are stored.
 * @param b address of another table, whose counts are added; 0 for none
 */
export function tableCost(a: usize, b: usize): f32 {
  let sum: f32 = 0
  for (let alphabet = 0; alphabet < 5; alphabet++) {
    const at = alphabetAt(alphabet)
    sum += alphabetCost(a + at, b !== 0 ? b + at : 0, alphabetSize(alphabet))
  }
  return sum
}

/**
 * Estimates the number of bits for one alphabet in a table: bits for its counted symbols, and bits
 * in which its code lengths are stored.
 */
export function costOf(table: usize, alphabet: i32): f32 {
  return alphabetCost(table + alphabetAt(alphabet), 0, alphabetSize(alphabet))
}

export function addTable(to: usize, from: usize): void {
  for (let at: usize = 0; at < ENTRIES; at += 16) {
    v128.store(to + at, i32x4.add(v128.load(to + at), v128.load(from + at)))
  }
}
