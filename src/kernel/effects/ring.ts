/**
 * The rows that a vertical mask looks at, 2 · radius + 1 of them. Each stands in the ring twice, so that those of any
 * window lie one after the other. Row 0 is the first that the mask sees: `radius` rows above the picture.
 */

function taps(radius: usize): usize {
  return 2 * radius + 1
}

/** @param stride bytes of a row */
export function ringBytes(stride: usize, radius: usize): usize {
  return 2 * taps(radius) * stride
}

/** Where a row is to be written; `keep` must follow. */
export function slot(ring: usize, stride: usize, radius: usize, row: usize): usize {
  return ring + (row % taps(radius)) * stride
}

/** Takes up the row that was written to its slot. */
export function keep(ring: usize, stride: usize, radius: usize, row: usize): void {
  const place = slot(ring, stride, radius, row)
  memory.copy(place + taps(radius) * stride, place, stride)
}

/** The middle row of the window that ends with `last`. */
export function window(ring: usize, stride: usize, radius: usize, last: usize): usize {
  return slot(ring, stride, radius, last - 2 * radius) + radius * stride
}

/** Whether a row lies beyond an edge of the picture and is that before it once more. */
export function repeats(row: usize, radius: usize, height: usize): bool {
  return row > 0 && (row <= radius || row >= height + radius)
}

/** Writes the row before to a row's slot. */
export function repeat(ring: usize, stride: usize, radius: usize, row: usize): void {
  memory.copy(slot(ring, stride, radius, row), slot(ring, stride, radius, row - 1), stride)
}

/** Where a row that repeats none lies in the picture. */
export function pictureRow(row: usize, radius: usize): usize {
  return max(row, radius) - radius
}
