/**
 * Ring buffer with the last decoded pixels, before transforms are undone. Back references copy
 * pixels from it, and complete rows are taken out of it.
 */
import { block, VP8L_WINDOW } from '../blocks'

/**
 * Maximum pixels in the ring buffer. Back references reach 2^20 - 120 pixels (RFC 9649, 3.6.2.2),
 * and copies write up to 3 pixels beyond their end.
 */
const MAX_WINDOW: usize = 1 << 20
/**
 * Minimum number of pixels in the ring buffer. Palettes with up to 256 colors are decoded in it,
 * too.
 */
const MIN_WINDOW: usize = 256
const SLACK: usize = 64

export let window: usize = 0
export let windowEnd: usize = 0

export function openWindow(pixels: u64): void {
  const size = max<usize>(MIN_WINDOW, <usize>min<u64>(MAX_WINDOW, pixels))
  window = block(VP8L_WINDOW, size * 4 + SLACK)
  windowEnd = window + size * 4
}

/**
 * Copies pixels within the ring buffer.
 * @param out address to which the pixels are copied
 * @param distance distance in pixels, at most the number of pixels before `out`
 * @returns address after the copy
 */
export function copyPixels(out: usize, distance: usize, length: i32): usize {
  let from = out - (distance << 2)
  if (from < window || from > out) from += windowEnd - window
  let left = (<usize>length) << 2
  while (left > 0) {
    const part = min(left, min(windowEnd - out, windowEnd - from))
    copyPart(out, from, part, distance)
    out += part
    from += part
    left -= part
    if (out === windowEnd) out = window
    if (from === windowEnd) from = window
  }
  return out
}

/**
 * Copies bytes that do not wrap around the ring buffer's end. Up to 12 bytes after the copy are
 * overwritten.
 */
function copyPart(out: usize, from: usize, bytes: usize, distance: usize): void {
  const end = out + bytes
  if (distance >= 4) {
    for (; out < end; out += 16, from += 16) v128.store(out, v128.load(from))
  } else if (distance === 1) {
    const color = i32x4.splat(load<u32>(from))
    for (; out < end; out += 16) v128.store(out, color)
  } else if (distance === 2) {
    for (; out < end; out += 8, from += 8) store<u64>(out, load<u64>(from))
  } else {
    for (; out < end; out += 4, from += 4) store<u32>(out, load<u32>(from))
  }
}

/**
 * Copies a row out of the ring buffer.
 * @param at the row's first pixel address
 * @returns address of the next row's first pixel
 */
export function takeRow(at: usize, pixels: usize, out: usize): usize {
  const bytes = pixels << 2
  const part = min(bytes, windowEnd - at)
  memory.copy(out, at, part)
  if (part < bytes) memory.copy(out + part, window, bytes - part)
  const next = at + bytes
  return next >= windowEnd ? next - (windowEnd - window) : next
}
