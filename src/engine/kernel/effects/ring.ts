/**
 * A ring buffer of the 2 · radius + 1 rows that a vertical blur mask covers. Each row is stored
 * twice, so that the rows of any window are contiguous. Row 0 of the ring lies `radius` rows above
 * the first row of the picture.
 */
import { alloc } from '../heap'

/** A row with its edges repeated, and the rows under the mask. */
export let line: usize = 0
export let ring: usize = 0

/**
 * Allocates `line` and `ring`.
 * @param stride bytes of a row
 * @param sample bytes between neighbours in it
 */
export function openRing(stride: usize, sample: usize, radius: usize): void {
  line = alloc(stride + 2 * radius * sample)
  ring = alloc(ringBytes(stride, radius))
}

function taps(radius: usize): usize {
  return 2 * radius + 1
}

/**
 * Returns the length of a ring buffer in bytes.
 * @param stride length of a row in bytes
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

/** Stores the second copy of a row that has been written to the address from `slot`. */
export function keep(ring: usize, stride: usize, radius: usize, row: usize): void {
  const place = slot(ring, stride, radius, row)
  memory.copy(place + taps(radius) * stride, place, stride)
}

/**
 * Returns the address of the middle row of a window: the 2 · radius + 1 rows that end with the row
 * `last`.
 */
export function window(ring: usize, stride: usize, radius: usize, last: usize): usize {
  return slot(ring, stride, radius, last - 2 * radius) + radius * stride
}

/**
 * `true` if a row of the ring equals the row before it, because it lies beyond the top or bottom
 * edge of the picture.
 */
export function repeats(row: usize, radius: usize, height: usize): bool {
  return row > 0 && (row <= radius || row >= height + radius)
}

/** Copies the previous row of the ring to the place of a row. */
export function repeat(ring: usize, stride: usize, radius: usize, row: usize): void {
  memory.copy(slot(ring, stride, radius, row), slot(ring, stride, radius, row - 1), stride)
}

/**
 * Returns the row of the picture that belongs to a row of the ring. For rows beyond an edge
 * (`repeats`), the result has no meaning.
 */
export function pictureRow(row: usize, radius: usize): usize {
  return max(row, radius) - radius
}
