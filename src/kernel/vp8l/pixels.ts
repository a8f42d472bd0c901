/** Pixels of an image: literals, colours of the cache and back references (RFC 9649, 3.7.3). */
import { bits, count, cursor, inputEnd, inputIsLast, safeEnd, settle } from './bits'
import { hasCache, recalled, remember } from './cache'
import { compactEntry } from './compact-code'
import { distanceOf } from './distances'
import {
  ALPHA,
  BLUE,
  COMPACT,
  CONSTANT,
  DISTANCE,
  groupAt,
  KIND,
  NO_ALPHA,
  ONLY_GREEN,
  RED,
  root,
} from './groups'
import { CORRUPT, READY, WANT } from './status'
import { copyPixels, window, windowEnd } from './window'

const LITERALS = 256
const FIRST_COLOR = 280
const NONE: i32 = -1

let width: i32 = 0
let pixelsLeft: i32 = 0
let pixelsDone: i32 = 0
/** Complete rows. */
export let rowsDone: i32 = 0
let column: i32 = 0
let position: usize = 0

/** The number of the group of each tile, or 0 where there is one group. */
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

/** Groups by tiles of 2^bits pixels a side. */
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

/** The entry of the first table for the next bits. */
function firstEntry(table: usize, next: u64, mask: usize): i32 {
  return load<u16>(table + ((<usize>next & mask) << 1))
}

/** That of the second table where the first one leads there. */
function secondEntry(entry: i32, table: usize, next: u64, mask: usize, depth: i32): i32 {
  const second = table + ((mask + 1) << 1) + ((<usize>(entry >> 4)) << 2)
  const within = ((<usize>1) << ((entry & 15) - depth)) - 1
  return depth + <i32>load<u16>(second + ((<usize>(next >> depth) & within) << 1))
}

function entryOf(table: usize, next: u64, mask: usize, depth: i32): i32 {
  const entry = firstEntry(table, next, mask)
  return (entry & 15) > depth ? secondEntry(entry, table, next, mask, depth) : entry
}

/**
 * Decodes until so many rows are complete.
 * @returns READY, WANT or CORRUPT
 */
export function decodePixels(rows: i32): i32 {
  const depth = root
  const mask: usize = (1 << depth) - 1
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
    const alpha = <usize>load<u32>(group + ALPHA)
    const constant = load<u32>(group + CONSTANT)
    const kind = load<i32>(group + KIND)
    let edge = width
    if (tiles !== 0) edge = min(edge, ((column >> tileBits) + 1) << tileBits)
    const first = out
    const end = min(out + ((<usize>(edge - column)) << 2), windowEnd)
    let symbol = NONE

    if (kind === ONLY_GREEN) {
      while (out < end && at < safe) {
        next |= load<u64>(at) << left
        at += (63 - left) >> 3
        left |= 56
        const entry = entryOf(green, next, mask, depth)
        next >>= entry & 15
        left -= entry & 15
        if (entry >= LITERALS << 4) {
          symbol = entry >> 4
          break
        }
        store<u32>(out, constant | ((entry >> 4) << 8))
        out += 4
      }
    } else if (kind === NO_ALPHA) {
      while (out < end && at < safe) {
        next |= load<u64>(at) << left
        at += (63 - left) >> 3
        left |= 56
        const entry = entryOf(green, next, mask, depth)
        next >>= entry & 15
        left -= entry & 15
        if (entry >= LITERALS << 4) {
          symbol = entry >> 4
          break
        }
        const r = entryOf(red, next, mask, depth)
        next >>= r & 15
        const b = entryOf(blue, next, mask, depth)
        next >>= b & 15
        left -= (r & 15) + (b & 15)
        store<u32>(out, constant | ((r >> 4) << 16) | ((entry >> 4) << 8) | (b >> 4))
        out += 4
      }
    } else {
      while (out < end && at < safe) {
        next |= load<u64>(at) << left
        at += (63 - left) >> 3
        left |= 56
        const entry = kind === COMPACT ? <i32>compactEntry(green, next) : entryOf(green, next, mask, depth)
        next >>= entry & 15
        left -= entry & 15
        if (entry >= LITERALS << 4) {
          symbol = entry >> 4
          break
        }
        const r = kind === COMPACT ? <i32>compactEntry(red, next) : entryOf(red, next, mask, depth)
        next >>= r & 15
        const b = kind === COMPACT ? <i32>compactEntry(blue, next) : entryOf(blue, next, mask, depth)
        next >>= b & 15
        left -= (r & 15) + (b & 15)
        next |= load<u64>(at) << left
        at += (63 - left) >> 3
        left |= 56
        const a = kind === COMPACT ? <i32>compactEntry(alpha, next) : entryOf(alpha, next, mask, depth)
        next >>= a & 15
        left -= a & 15
        store<u32>(out, ((a >> 4) << 24) | ((r >> 4) << 16) | ((entry >> 4) << 8) | (b >> 4))
        out += 4
      }
    }
    const literals = <i32>((out - first) >> 2)
    column += literals
    pixelsLeft -= literals
    pixelsDone += literals
    if (caches) remember(first, out)

    if (symbol >= FIRST_COLOR) {
      const color = recalled(symbol - FIRST_COLOR)
      store<u32>(out, color)
      out += 4
      column++
      pixelsLeft--
      pixelsDone++
    } else if (symbol !== NONE) {
      next |= load<u64>(at) << left
      at += (63 - left) >> 3
      left |= 56
      // 3.6.2.2: lengths and distances are stored alike.
      let prefix = symbol - LITERALS
      let extra = max(0, (prefix - 2) >> 1)
      const length = stored(prefix, extra, next)
      next >>= extra
      left -= extra
      const table = <usize>load<u32>(group + DISTANCE)
      const entry = kind === COMPACT ? <i32>compactEntry(table, next) : entryOf(table, next, mask, depth)
      next >>= entry & 15
      prefix = entry >> 4
      extra = max(0, (prefix - 2) >> 1)
      const distance = distanceOf(stored(prefix, extra, next), width)
      next >>= extra
      left -= (entry & 15) + extra
      if (distance > pixelsDone || length > pixelsLeft) {
        status = CORRUPT
        break
      }
      const from = out
      out = copyPixels(out, distance, length)
      column += length
      pixelsLeft -= length
      pixelsDone += length
      if (caches) {
        if (out > from) remember(from, out)
        else {
          remember(from, windowEnd)
          remember(window, out)
        }
      }
    } else if (out < end) {
      status = inputIsLast ? CORRUPT : WANT
      break
    }
    if (out === windowEnd) out = window
    if (at > inputEnd && <i32>(at - inputEnd) * 8 > left) {
      status = CORRUPT
      break
    }
    while (column >= width) {
      column -= width
      rowsDone++
    }
  }
  settle(at, next, left)
  position = out
  return status
}

function stored(prefix: i32, extra: i32, next: u64): i32 {
  if (prefix < 4) return prefix + 1
  return ((2 + (prefix & 1)) << extra) + <i32>(next & (((<u64>1) << extra) - 1)) + 1
}
