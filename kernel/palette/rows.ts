/** Reads a picture's rows with their neighbors, as premultiplied colors. */
import { alloc } from '../heap'
import { measureActivity } from './activity'
import { premultiply } from './premultiply'

/** Bytes before and after a row that `measureActivity` may read. */
const MARGIN: usize = 16

/** State while consecutive rows are read. */
@unmanaged
export class RowReader {
  width: usize
  /** Address of the row's premultiplied pixels. */
  current: usize
  /** Address of one byte for each pixel in the row: see `measureActivity`. */
  activity: usize
  /** Address at which there is room for one index for each pixel. */
  indices: usize
  above: usize
  below: usize
  /** Address of the next row to copy. */
  next: usize
  /** Rows that have not been copied yet. */
  left: usize
  /** Bits that are set in all pixels. */
  forced: u32
}

/** Allocates a reader for rows with a given width. */
export function openRowReader(width: usize): RowReader {
  const reader = changetype<RowReader>(alloc(offsetof<RowReader>()))
  const bytes = width * 4 + MARGIN * 2
  const above = alloc(bytes) + MARGIN
  const current = alloc(bytes) + MARGIN
  const below = alloc(bytes) + MARGIN
  const activity = alloc(width + 4)
  const indices = alloc(width)
  if (isDefined(COUNTING)) return reader
  reader.width = width
  reader.above = above
  reader.current = current
  reader.below = below
  reader.activity = activity
  reader.indices = indices
  return reader
}

/**
 * Begins before the first row to read.
 * @param forced bits that are set in all pixels: the alpha bits if alpha does not count
 */
export function beginRows(reader: RowReader, row: usize, count: usize, forced: u32): void {
  reader.next = row
  reader.left = count
  reader.forced = forced
  take(reader)
}

/** Goes to the next row, which must exist. The row after it is copied, too. */
export function nextRow(reader: RowReader, isFirst: bool): void {
  const free = reader.above
  reader.above = reader.current
  reader.current = reader.below
  reader.below = free
  const isLast = reader.left === 0
  if (!isLast) take(reader)
  measureActivity(
    reader.current,
    isFirst ? reader.current : reader.above,
    isLast ? reader.current : reader.below,
    reader.width,
    reader.activity,
  )
}

function take(reader: RowReader): void {
  premultiply(reader.next, reader.below, reader.width, reader.forced)
  reader.next += 4 * reader.width
  reader.left--
}
