/** Decodes an image's pixels: literals, cached colors and back references (RFC 9649, 3.7.3). */
import { bits, count, cursor, inputEnd, inputIsLast, safeEnd, settle } from './bits'
import { hasCache, recalled, remember } from './cache'
import { distanceOf } from './distances'
import { ALPHA, BLUE, CONSTANT, DEPTH, DISTANCE, groupAt, KIND, NO_ALPHA, ONLY_GREEN, RED } from './groups'
import { longEntry } from './prefix-code'
import { CORRUPT, READY, WANT } from './status'
import { copyPixels, window, windowEnd } from './window'

const LITERALS = 256
const FIRST_COLOR = 280
const NONE: i32 = -1

let width: i32 = 0
let pixelsLeft: i32 = 0
let pixelsDone: i32 = 0
/** Complete image rows that have been decoded. */
export let rowsDone: i32 = 0
let column: i32 = 0
let position: usize = 0

/** Address of each tile's group number (16 bits), or 0 if all pixels use one group. */
let tiles: usize = 0
let tileBits: i32 = 0
let tilesAcross: i32 = 0

export function startPixels(across: i32, down: i32): void {
  width = across
  pixelsLeft = across * down
  pixelsDone = 0
  rowsDone = 0
  column = 0
  position = window
  tiles = 0
}

/** Sets each tile's group. A tile has 2^`sideBits` pixels a side. */
export function useTiles(numbers: usize, sideBits: i32, across: i32): void {
  tiles = numbers
  tileBits = sideBits
  tilesAcross = across
}

function groupHere(): usize {
  if (tiles === 0) return groupAt(0)
  const tile = <usize>(rowsDone >> tileBits) * tilesAcross + (column >> tileBits)
  return groupAt(load<u16>(tiles + (tile << 1)))
}

/**
 * Decodes the image's pixels until `rows` rows are complete.
 * @returns READY, WANT or CORRUPT
 */
export function decodePixels(rows: i32): i32 {
  const safe = safeEnd
  const caches = hasCache()
  let at = cursor
  let next = bits
  let left = count
  let out = position
  let status: i32 = READY

  while (rowsDone < rows) {
    const group = groupHere()
    const green = <usize>load<u32>(group)
    const red = <usize>load<u32>(group + RED)
    const blue = <usize>load<u32>(group + BLUE)
    const constant = load<i32>(group + CONSTANT)
    const kind = load<i32>(group + KIND)
    const depth = load<i32>(group + DEPTH)
    const mask = ((<usize>1) << depth) - 1
    let edge = width
    if (tiles !== 0) edge = min(edge, ((column >> tileBits) + 1) << tileBits)
    let first = out
    const end = min(out + ((<usize>(edge - column)) << 2), windowEnd)
    let symbol = NONE

    while (out < end && at < safe) {
      next |= load<u64>(at) << left
      at += (63 - left) >> 3
      left |= 56
      let g = firstEntry(green, next, mask)
      if ((g & 15) > depth) g = longEntry(g, green, next, mask, depth)
      next >>= g & 15
      left -= g & 15
      if (g >= LITERALS << 4) {
        symbol = g >> 4
        break
      }
      let color = constant | ((g >> 4) << 8)
      if (kind !== ONLY_GREEN) {
        let r = firstEntry(red, next, mask)
        if ((r & 15) > depth) r = longEntry(r, red, next, mask, depth)
        next >>= r & 15
        let b = firstEntry(blue, next, mask)
        if ((b & 15) > depth) b = longEntry(b, blue, next, mask, depth)
        next >>= b & 15
        left -= (r & 15) + (b & 15)
        color |= ((r >> 4) << 16) | (b >> 4)
        if (kind !== NO_ALPHA) {
          next |= load<u64>(at) << left
          at += (63 - left) >> 3
          left |= 56
          const alpha = <usize>load<u32>(group + ALPHA)
          let a = firstEntry(alpha, next, mask)
          if ((a & 15) > depth) a = longEntry(a, alpha, next, mask, depth)
          next >>= a & 15
          left -= a & 15
          color |= (a >> 4) << 24
        }
      }
      store<u32>(out, color)
      out += 4
    }
    let pixels = <i32>((out - first) >> 2)
    if (caches) remember(first, out)

    if (symbol >= FIRST_COLOR) {
      store<u32>(out, recalled(symbol - FIRST_COLOR))
      out += 4
      pixels++
    } else if (symbol !== NONE) {
      next |= load<u64>(at) << left
      at += (63 - left) >> 3
      left |= 56
      // Lengths and distances have the same format: a prefix and extra bits (RFC 9649, 3.6.2.2).
      let prefix = symbol - LITERALS
      let extra = max(0, (prefix - 2) >> 1)
      const length = stored(prefix, extra, next)
      next >>= extra
      left -= extra
      const distances = <usize>load<u32>(group + DISTANCE)
      let d = firstEntry(distances, next, mask)
      if ((d & 15) > depth) d = longEntry(d, distances, next, mask, depth)
      next >>= d & 15
      prefix = d >> 4
      extra = max(0, (prefix - 2) >> 1)
      const distance = distanceOf(stored(prefix, extra, next), width)
      next >>= extra
      left -= (d & 15) + extra
      pixels += length
      if (pixels > pixelsLeft || distance > pixelsDone + pixels - length) {
        status = CORRUPT
        break
      }
      first = out
      out = copyPixels(out, distance, length)
      if (caches) {
        if (out < first) {
          remember(first, windowEnd)
          first = window
        }
        remember(first, out)
      }
    } else if (out < end) {
      status = inputIsLast ? CORRUPT : WANT
    }
    if (out === windowEnd) out = window
    if (at > inputEnd && <i32>(at - inputEnd) * 8 > left) status = CORRUPT
    pixelsLeft -= pixels
    pixelsDone += pixels
    column += pixels
    if (status === CORRUPT) break
    while (column >= width) {
      column -= width
      rowsDone++
    }
    if (status !== READY) break
  }
  settle(at, next, left)
  position = out
  return status
}

/** Returns the entry in a code's first table for the next bits: symbol << 4 | length. */
function firstEntry(table: usize, next: u64, mask: usize): i32 {
  return load<u16>(table + ((<usize>next & mask) << 1))
}

function stored(prefix: i32, extra: i32, next: u64): i32 {
  if (prefix < 4) return prefix + 1
  return ((2 + (prefix & 1)) << extra) + <i32>(next & (((<u64>1) << extra) - 1)) + 1
}
