/**
 * A ring buffer with the 2 · radius + 1 rows that a vertical blur mask covers. Each row is stored
 * twice, so that the rows in any window are contiguous. Row 0 in the ring lies `radius` rows above
 * the picture's first row.
 */
import { alloc } from '../heap'

/** Addresses of a buffer for one row with repeated edge pixels (`line`), and of the ring buffer. */
export let line: usize = 0
export let ring: usize = 0

/**
 * Allocates `line` and `ring`.
 * @param stride row length in bytes
 * @param sample distance in bytes between two neighboring samples in a row
 * @param radius rows above (and below) the middle row that the mask covers
 */
export function openRing(stride: usize, sample: usize, radius: usize): void {
  line = alloc(stride + 2 * radius * sample)
  ring = alloc(ringBytes(stride, radius))
}

function taps(radius: usize): usize {
  return 2 * radius + 1
}

/**
 * Returns a ring buffer's length in bytes.
 * @param stride row length in bytes
 */
function ringBytes(stride: usize, radius: usize): usize {
  return 2 * taps(radius) * stride
}

/**
 * Returns the address in the ring buffer to which a row must be written. Call `keep` after the row
 * is written.
 */
export function slot(ring: usize, stride: usize, radius: usize, row: usize): usize {
  return ring + (row % taps(radius)) * stride
}

/** Copies a row from the address that `slot` returned to its second place in the ring buffer. */
export function keep(ring: usize, stride: usize, radius: usize, row: usize): void {
  const place = slot(ring, stride, radius, row)
  memory.copy(place + taps(radius) * stride, place, stride)
}

/**
 * Returns the address of a window's middle row. The window has the 2 · radius + 1 rows that end
 * with the row `last`.
 */
export function window(ring: usize, stride: usize, radius: usize, last: usize): usize {
  return slot(ring, stride, radius, last - 2 * radius) + radius * stride
}

/**
 * Returns `true` if a ring row repeats the row before it, because it lies beyond the picture's top
 * or bottom edge.
 */
export function repeats(row: usize, radius: usize, height: usize): bool {
  return row > 0 && (row <= radius || row >= height + radius)
}

/** Copies the ring's previous row to a row's place. */
export function repeat(ring: usize, stride: usize, radius: usize, row: usize): void {
  memory.copy(slot(ring, stride, radius, row), slot(ring, stride, radius, row - 1), stride)
}

/**
 * Returns the picture row that belongs to a ring row. For rows beyond an edge (`repeats`), the
 * result has no meaning.
 */
export function pictureRow(row: usize, radius: usize): usize {
  return max(row, radius) - radius
}
