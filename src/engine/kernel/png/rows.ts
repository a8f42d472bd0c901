/** Inflated rows → unfiltered and expanded ones. */
import { alloc } from '../heap'
import { out, read, unread } from '../inflate/output'
import { expandRow, isStoredAsShown, pixelBytes } from './expand'
import { PAIRED, undoPaethPair } from './paeth-pair'
import { MARGIN } from './samples'
import { PAETH, unfilter } from './unfilter'

/** Bytes from a pixel to the one before it: 1 for less than one (PNG 9.2). */
let distance: usize = 0
/** Whether rows are unfiltered where they are shown, which is too narrow for pairs of pixels of one byte. */
let direct: bool = false

/** Buffers for unfiltered rows: the one above, the current one, and that below it. */
let above: usize = 0
let saved: usize = 0
let current: usize = 0
let next: usize = 0

let pixels: i32 = 0
let bytes: usize = 0

export function openRows(pixelDistance: usize): void {
  distance = pixelDistance
}

/**
 * @param most bytes of the longest row
 * @param inPlace whether shown rows stay where they are until the next ones are decoded
 */
export function rowBuffers(most: usize, inPlace: bool): void {
  direct = inPlace && distance > 1 && isStoredAsShown()
  saved = above = alloc(most + MARGIN)
  current = alloc(most + MARGIN)
  next = alloc(most + MARGIN)
}

/** Begins rows of another width. The row above the first one counts as zeros (PNG 9.2). */
export function setRows(width: i32, length: usize): void {
  pixels = width
  bytes = length
  memory.fill(above, 0, length)
}

export function hasRow(): bool {
  return out - unread > bytes
}

/** Keeps the row above for when the shown rows are overwritten. */
export function saveAbove(): void {
  if (!direct || above === saved) return
  memory.copy(saved, above, bytes)
  above = saved
}

/**
 * Decodes the next row, or with it the one after it.
 * @param to where they go, without gaps; up to MARGIN bytes behind may be overwritten
 * @param most 1, or 2 if the next row may be decoded as well
 * @returns the number of rows; 0 where the filter or a colour does not exist, and the decoder stays before it
 */
export function decodeRows(to: usize, most: i32): i32 {
  const first = direct ? to : current
  if (most < 2 || !startsPair()) {
    if (!unfilter(load<u8>(unread), unread + 1, first, above, bytes, distance)) return 0
    return accept(first, to) ? 1 : 0
  }
  const second = direct ? to + bytes : next
  undoPaethPair(unread + 1, first, second, above, bytes, distance)
  if (!accept(first, to)) return 0
  return accept(second, to + <usize>pixels * pixelBytes()) ? 2 : 1
}

/** Whether this row and the next, which is complete, both have filter 4. */
function startsPair(): bool {
  if (distance > PAIRED || out - unread < 2 * (1 + bytes)) return false
  return load<u8>(unread) === PAETH && load<u8>(unread + 1 + bytes) === PAETH
}

/** Shows an unfiltered row, which then is the one above. */
function accept(row: usize, to: usize): bool {
  if (!direct) {
    if (!expandRow(row, to, pixels)) return false
    if (row === current) current = above
    else next = above
  }
  above = row
  read(1 + bytes)
  return true
}
