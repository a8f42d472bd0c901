/**
 * The color cache (RFC 9649, 3.6.3). Decoded pixels are added several at a time, but always before
 * the next lookup.
 */
import { block, VP8L_CACHE } from '../blocks'

const MAX_BITS = 11
export const CACHE_BYTES: usize = 4 << MAX_BITS

let cache: usize = 0
let shift: i32 = 32

export function openCache(): void {
  cache = block(VP8L_CACHE, CACHE_BYTES)
}

/**
 * Empties the color cache and sets its size to 2^`bits` colors.
 * @param bits 0 if the image has no cache
 */
export function startCache(bits: i32): void {
  shift = 32 - bits
  if (bits > 0) memory.fill(cache, 0, (<usize>4) << bits)
}

export function hasCache(): bool {
  return shift < 32
}

/** Adds the pixels between two addresses to the cache. */
export function remember(from: usize, to: usize): void {
  const by = shift
  for (let at = from; at < to; at += 4) {
    const color = load<u32>(at)
    store<u32>(cache + ((<usize>((color * 0x1e35a7bd) >> by)) << 2), color)
  }
}

export function recalled(index: i32): u32 {
  return load<u32>(cache + ((<usize>index) << 2))
}
