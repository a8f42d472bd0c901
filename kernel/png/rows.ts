/** Unfilters and expands inflated rows. */
import { alloc } from '../heap'
import { out, read, unread } from '../inflate/output'
import { expandRow, isStoredAsShown, pixelBytes } from './expand'
import { PAIRED, undoPaethPair } from './paeth-pair'
import { MARGIN } from './samples'
import { bytes, distance, PAETH, setBytes, setDistance, unfilter } from './unfilter'

/**
 * `true` if rows are unfiltered directly in the output buffer. One-byte pixels are excluded,
 * because `undoPaethPair` stores four bytes per pixel, which would overwrite the beginning of the
 * row below.
 */
let direct: bool = false

/**
 * Addresses of unfiltered rows: the row above (`above`), a buffer to which `saveAbove` copies the
 * row above, the current row, and the row below the current row.
 */
let above: usize = 0
let saved: usize = 0
let current: usize = 0
let next: usize = 0

let pixels: i32 = 0

export function openRows(pixelDistance: usize): void {
  setDistance(pixelDistance)
}

/**
 * Allocates the buffers for rows.
 * @param most length in bytes of the longest row
 * @param inPlace `true` if output rows stay in place until the next rows are decoded
 */
export function rowBuffers(most: usize, inPlace: bool): void {
  direct = inPlace && distance > 1 && isStoredAsShown()
  saved = above = alloc(most + MARGIN)
  current = alloc(most + MARGIN)
  next = alloc(most + MARGIN)
}

/**
 * Begins an image, or a pass in an interlaced image, whose rows have another width. The row above
 * the first row counts as zeros (PNG 9.2).
 */
export function setRows(width: i32, length: usize): void {
  pixels = width
  setBytes(length)
  memory.fill(above, 0, length)
}

export function hasRow(): bool {
  return out - unread > bytes
}

/** Copies the row above from the output buffer, before the output is overwritten. */
export function saveAbove(): void {
  if (!direct || above === saved) return
  memory.copy(saved, above, bytes)
  above = saved
}

/**
 * Decodes the next row, or the next two rows if both have the Paeth filter.
 * @param to address for the output rows, without gaps; up to MARGIN bytes after them may be
 *   overwritten
 * @param most 1, or 2 if two rows may be decoded
 * @returns the number of decoded rows; 0 if the filter type or a palette index does not exist. An
 *   invalid row is not consumed.
 */
export function decodeRows(to: usize, most: i32): i32 {
  const first = direct ? to : current
  if (most < 2 || !startsPair()) {
    if (!unfilter(load<u8>(unread), unread + 1, first, above)) return 0
    return accept(first, to) ? 1 : 0
  }
  const second = direct ? to + bytes : next
  undoPaethPair(unread + 1, first, second, above)
  if (!accept(first, to)) return 0
  return accept(second, to + <usize>pixels * pixelBytes()) ? 2 : 1
}

/**
 * Returns `true` if the next two rows both have filter type 4 (Paeth) and both have been inflated
 * completely.
 */
function startsPair(): bool {
  if (distance > PAIRED || out - unread < 2 * (1 + bytes)) return false
  return load<u8>(unread) === PAETH && load<u8>(unread + 1 + bytes) === PAETH
}

/** Expands an unfiltered row to the output. The unfiltered row becomes the row above. */
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
