/**
 * The 2 · radius + 1 rows under a vertical mask, each stored twice, so that any window is contiguous. Row 0 lies
 * `radius` rows above the picture.
 */

function taps(radius: usize): usize {
  return 2 * radius + 1
}

/** @param stride bytes of a row */
export function ringBytes(stride: usize, radius: usize): usize {
  return 2 * taps(radius) * stride
}

/** Address to write a row to; `keep` must follow. */
export function slot(ring: usize, stride: usize, radius: usize, row: usize): usize {
  return ring + (row % taps(radius)) * stride
}

/** Stores the second copy of a row that was written to its slot. */
export function keep(ring: usize, stride: usize, radius: usize, row: usize): void {
  const place = slot(ring, stride, radius, row)
  memory.copy(place + taps(radius) * stride, place, stride)
}

/** Address of the middle row of the window that ends with `last`. */
export function window(ring: usize, stride: usize, radius: usize, last: usize): usize {
  return slot(ring, stride, radius, last - 2 * radius) + radius * stride
}

/** Whether a row lies beyond an edge of the picture and repeats the row before it. */
export function repeats(row: usize, radius: usize, height: usize): bool {
  return row > 0 && (row <= radius || row >= height + radius)
}

/** Copies the previous row to a row's slot. */
export function repeat(ring: usize, stride: usize, radius: usize, row: usize): void {
  memory.copy(slot(ring, stride, radius, row), slot(ring, stride, radius, row - 1), stride)
}

/** The row of the picture for a row that does not repeat another. */
export function pictureRow(row: usize, radius: usize): usize {
  return max(row, radius) - radius
}
