/**
 * The color cache (RFC 9649, 3.6.2.3). Every pixel is added to it, no matter if it is coded as a
 * literal, as a cached color or within a copy.
 */
import { alloc } from '../heap'
import { MAX_CACHE_BITS } from './histogram'

const MULTIPLIER: u32 = 0x1e35a7bd

let colors: usize = 0
let bits: u32 = 0
let shift: u32 = 0

export function cacheOpen(): void {
  colors = alloc((<usize>4) << MAX_CACHE_BITS)
}

/**
 * Empties the color cache and sets its size.
 * @param size number of colors in the cache as a power of two; 0 for no cache
 */
export function cacheReset(size: u32): void {
  bits = size
  shift = 32 - size
  memory.fill(colors, 0, (<usize>4) << size)
}

export function hashOf(pixel: u32): u32 {
  return pixel * MULTIPLIER
}

/**
 * Adds a pixel to the cache.
 * @returns the index of its color if the cache already has it, otherwise -1
 */
export function enter(pixel: u32): i32 {
  if (bits === 0) return -1
  const index = hashOf(pixel) >> shift
  const at = colors + <usize>index * 4
  if (load<u32>(at) === pixel) return index
  store<u32>(at, pixel)
  return -1
}
