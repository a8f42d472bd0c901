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

/** The row of the picture that stands for `row`: beyond the edges, that at the edge. */
export function clampRow(row: usize, radius: usize, height: usize): usize {
  return row < radius ? 0 : min(row - radius, height - 1)
}
