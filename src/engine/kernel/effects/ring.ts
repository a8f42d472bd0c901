/**
 * A ring of the 2 · radius + 1 rows under a vertical mask. Each row is stored twice, so that the
 * rows of any window are contiguous. Row 0 lies `radius` rows above the picture.
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
 * Returns the byte length of a ring.
 * @param stride bytes of a row
 */
function ringBytes(stride: usize, radius: usize): usize {
  return 2 * taps(radius) * stride
}

/** Returns the address to write a row to. Call `keep` after the row is written. */
export function slot(ring: usize, stride: usize, radius: usize, row: usize): usize {
  return ring + (row % taps(radius)) * stride
}

/** Stores the second copy of a row that was written to its `slot`. */
export function keep(ring: usize, stride: usize, radius: usize, row: usize): void {
  const place = slot(ring, stride, radius, row)
  memory.copy(place + taps(radius) * stride, place, stride)
}

/** Returns the address of the middle row of the window whose last row is `last`. */
export function window(ring: usize, stride: usize, radius: usize, last: usize): usize {
  return slot(ring, stride, radius, last - 2 * radius) + radius * stride
}

/** `true` if a row repeats the previous row, because it lies beyond an edge of the picture. */
export function repeats(row: usize, radius: usize, height: usize): bool {
  return row > 0 && (row <= radius || row >= height + radius)
}

/** Copies the previous row to the slot of a row. */
export function repeat(ring: usize, stride: usize, radius: usize, row: usize): void {
  memory.copy(slot(ring, stride, radius, row), slot(ring, stride, radius, row - 1), stride)
}

/**
 * Returns the row of the picture for a row of the ring. The ring's row must not repeat another row.
 */
export function pictureRow(row: usize, radius: usize): usize {
  return max(row, radius) - radius
}
