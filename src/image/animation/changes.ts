import type { Box, Size } from '../../picture/size.ts'

const even = (at: number) => at & ~1

/**
 * The box in which two pictures of a size differ, from even coordinates, as frames of WebP lie; `undefined` where they
 * are the same.
 * @param differ whether the pixels at an offset, in pixels, differ
 */
function boxOf({ width, height }: Size, differ: (at: number) => boolean): Box | undefined {
  let [left, right, top, bottom] = [width, -1, -1, -1]
  for (let y = 0; y < height; y++) {
    const row = y * width
    let first = 0
    while (first < width && !differ(row + first)) first++
    if (first === width) continue
    if (top < 0) top = y
    bottom = y
    left = Math.min(left, first)
    let last = width - 1
    while (last > right && !differ(row + last)) last--
    right = Math.max(right, last)
  }
  if (top < 0) return undefined
  const [x, y] = [even(left), even(top)]
  return { x, y, width: right + 1 - x, height: bottom + 1 - y }
}

/** Two pictures of RGBA as words, a pixel each. */
export interface Compared extends Size {
  readonly before: Uint32Array
  readonly after: Uint32Array
}

/** The box in which two pictures differ at all. */
export function changedBox({ before, after, ...size }: Compared): Box | undefined {
  return boxOf(size, (at) => before[at] !== after[at])
}

/** Differences of pixels of these, up to the tolerance in each channel, are not seen. */
function isFar(a: number, b: number, tolerance: number): boolean {
  for (let shift = 0; shift < 32; shift += 8) {
    const difference = ((a >>> shift) & 255) - ((b >>> shift) & 255)
    if (difference > tolerance || difference < -tolerance) return true
  }
  return false
}

/**
 * The box in which two pictures differ by more than a tolerance in any channel.
 * @param tolerance 0 to 255
 */
export function noticeablyChangedBox(
  { before, after, ...size }: Compared,
  tolerance: number,
): Box | undefined {
  return boxOf(size, (at) => {
    const [a = 0, b = 0] = [before[at], after[at]]
    return a !== b && isFar(a, b, tolerance)
  })
}

const OPAQUE = 0xff
/** With the transparent one, as many as a palette has (RFC 9649, 4.4). */
const PALETTE = 255

/** Whether a box of what has changed alone is exact, opaque pixels laid over the picture before, and compresses well. */
function isBestCleared({ before, after, width }: Compared, box: Box): boolean {
  const colors = new Set<number>()
  let changed = 0
  const end = (box.y + box.height) * width
  for (let row = box.y * width + box.x; row < end; row += width) {
    for (let at = row; at < row + box.width; at++) {
      const pixel = after[at] ?? 0
      if (pixel === before[at]) continue
      if (pixel >>> 24 !== OPAQUE) return false
      changed++
      if (colors.size <= PALETTE) colors.add(pixel)
    }
  }
  return 2 * changed < box.width * box.height || (changed < box.width * box.height && colors.size <= PALETTE)
}

/**
 * Makes the pixels of a box transparent that have not changed, so that the box can be laid over the picture before, where
 * that is exact and likely saves bytes. Copies what has changed to the picture before.
 * @returns whether it did
 */
export function clearUnchanged(pictures: Compared, box: Box): boolean {
  if (!isBestCleared(pictures, box)) return false
  const { before, after, width } = pictures
  const end = (box.y + box.height) * width
  for (let row = box.y * width + box.x; row < end; row += width) {
    for (let at = row; at < row + box.width; at++) {
      const pixel = after[at] ?? 0
      if (pixel === before[at]) after[at] = 0
      else before[at] = pixel
    }
  }
  return true
}

/** Copies a box of the picture after to the picture before. */
export function updateBox({ before, after, width }: Compared, box: Box): void {
  const end = (box.y + box.height) * width
  for (let row = box.y * width + box.x; row < end; row += width)
    before.set(after.subarray(row, row + box.width), row)
}

/** Moves the rows of a box to the beginning of the picture after, without gaps. */
export function packBox({ after, width }: Compared, box: Box): void {
  for (let y = 0; y < box.height; y++) {
    const row = (box.y + y) * width + box.x
    after.copyWithin(y * box.width, row, row + box.width)
  }
}
